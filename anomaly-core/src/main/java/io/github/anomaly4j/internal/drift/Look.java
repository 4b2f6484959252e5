package io.github.anomaly4j.internal.drift;

/** What is measured of an image. */
public enum Look {
  BRIGHTNESS,
  CONTRAST,
  SHARPNESS,
  SCORE
}
