package io.github.anomaly4j.internal.server.store;

import io.github.anomaly4j.Detection.Verdict;

/** What a person says of an inspection. */
public enum Label {
  /** The verdict is right; of an anomalous image, the defect is one to learn from. */
  CONFIRMED,
  /** The part is normal though it did not pass. */
  FALSE_ALARM,
  /** The part has a defect though it passed. */
  MISSED;

  /** Whether it can be said of such a verdict. */
  public boolean fits(Verdict verdict) {
    return this == CONFIRMED || (this == MISSED) == (verdict == Verdict.NORMAL);
  }

  /** Whether the image teaches what a defect is. */
  public boolean showsDefect(Verdict verdict) {
    return this == MISSED || this == CONFIRMED && verdict == Verdict.ANOMALOUS;
  }

  /** Whether the image teaches what is normal. */
  public boolean showsNormal() {
    return this == FALSE_ALARM;
  }
}
