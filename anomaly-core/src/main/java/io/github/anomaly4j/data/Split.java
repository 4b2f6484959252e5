package io.github.anomaly4j.data;

/** What an image is for. */
public enum Split {
  /** To learn from; must be normal. */
  TRAIN,
  /** To score; never learned from. */
  TEST
}
