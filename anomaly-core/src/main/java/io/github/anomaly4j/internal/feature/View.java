package io.github.anomaly4j.internal.feature;

/** Which places of a part are seen in an image that was moved so that the part lies as usual. */
@FunctionalInterface
public interface View {
  /**
   * Whether a place and what is around it are seen.
   *
   * @param x share of the width
   * @param y share of the height
   */
  boolean shows(double x, double y);
}
