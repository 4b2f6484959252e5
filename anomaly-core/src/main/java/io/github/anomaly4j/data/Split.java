package io.github.anomaly4j.data;

/** What a picture is for. */
public enum Split {
  /** Learned from; must be normal. */
  TRAIN,
  /** Only ever scored. */
  TEST
}
