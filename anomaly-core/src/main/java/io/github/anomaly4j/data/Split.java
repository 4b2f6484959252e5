package io.github.anomaly4j.data;

/** What an image is for. */
public enum Split {
  /** Learned from; must be normal. */
  TRAIN,
  /** Only ever scored. */
  TEST
}
