package io.github.anomaly4j;

/** What a detection comes to. Only a {@link #NORMAL} image passes. */
public enum Verdict {
  /** It looks like a normal one of its category. */
  NORMAL,
  /** It looks like one of its category, and its score is above the threshold. */
  ANOMALOUS,
  /**
   * It looks like none of the categories: another product, another camera, no image of a product at
   * all, or one that is damaged beyond recognition. Its score compares it with the nearest category
   * and says little.
   */
  UNKNOWN_PRODUCT
}
