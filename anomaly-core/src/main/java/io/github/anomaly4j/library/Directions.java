package io.github.anomaly4j.library;

import java.util.List;

/** Tells whether pictures show a product in every direction. */
public final class Directions {
  /** The first of the features of the coarsest wavelets. */
  private static final int COARSEST = (ScatteringFeatures.LEVELS - 1) * WaveletBank.ORIENTATIONS;

  /** A resultant of 0 is no direction more often than another, 1 always the same. */
  private static final double SMALL_RESULTANT = 0.5;

  /** Fewer pictures than this may lie in all directions by chance. */
  private static final int FEWEST = 8;

  private Directions() {}

  /**
   * Whether no direction prevails: the directions in which the pictures' coarse structures run, as
   * vectors of doubled angles, cancel in the mean (mean resultant length of axial data; Mardia and
   * Jupp 2000).
   *
   * @param descriptors mean scattering features of the pictures
   */
  public static boolean every(List<float[]> descriptors) {
    double x = 0;
    double y = 0;
    double lengths = 0;
    for (float[] descriptor : descriptors) {
      double cos = 0;
      double sin = 0;
      for (int i = 0; i < WaveletBank.ORIENTATIONS; i++) {
        double doubled = 2 * Math.PI * i / WaveletBank.ORIENTATIONS;
        cos += descriptor[COARSEST + i] * Math.cos(doubled);
        sin += descriptor[COARSEST + i] * Math.sin(doubled);
      }
      x += cos;
      y += sin;
      lengths += Math.hypot(cos, sin);
    }
    return descriptors.size() >= FEWEST && Math.hypot(x, y) < SMALL_RESULTANT * lengths;
  }
}
