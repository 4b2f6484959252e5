package io.github.anomaly4j.internal.region;

import java.util.Arrays;

/**
 * Finds what a coarser map of an image marks beside its map. Details may vary so much on normal
 * images that no defect stands out among them, while coarser evidence tells it well: then the
 * coarser map says that there is a region, and the map where it ends, at half of its height there.
 */
public final class CoarseRegions {
  /** The full width at half maximum is what is taken for the size of a spot. */
  private static final double HEIGHT = 0.5;

  private static final int SAMPLE = 4096;

  private CoarseRegions() {}

  /**
   * The values of the coarser map at the places that it marks: within each connected region where
   * it is above the threshold, those where the map is at least half as high above its middle as at
   * its highest place there. Some of them may be above the threshold in the map too.
   *
   * @param values of the map, {@code [rows, columns]}
   * @param coarse of the coarser map at the same places, on the same scale
   * @param scored which places count; at least one
   * @return the lowest number elsewhere; empty if no place is marked
   */
  public static float[] marks(
      float[] values, float[] coarse, boolean[] scored, int rows, int columns, double threshold) {
    boolean[] above = new boolean[coarse.length];
    boolean any = false;
    for (int i = 0; i < above.length; i++) {
      above[i] = scored[i] && coarse[i] > threshold;
      any |= above[i];
    }
    if (!any) {
      return new float[0];
    }
    double middle = middle(values, scored);
    float[] marks = new float[values.length];
    Arrays.fill(marks, Float.NEGATIVE_INFINITY);
    for (int[] region : new Places(rows, columns, above).components()) {
      double peak = Double.NEGATIVE_INFINITY;
      for (int place : region) {
        peak = Math.max(peak, values[place]);
      }
      double least = peak - (1 - HEIGHT) * Math.max(0, peak - middle);
      for (int place : region) {
        if (values[place] >= least) {
          marks[place] = coarse[place];
        }
      }
    }
    return marks;
  }

  /**
   * The median of some values, evenly spread. Sorted, since selection is slow among equal values.
   */
  private static double middle(float[] values, boolean[] scored) {
    float[] all = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (scored[i]) {
        all[count++] = values[i];
      }
    }
    float[] some = new float[Math.min(count, SAMPLE)];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[(int) ((long) i * count / some.length)];
    }
    Arrays.sort(some);
    return some[some.length / 2];
  }
}
