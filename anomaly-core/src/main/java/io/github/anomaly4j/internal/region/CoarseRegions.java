package io.github.anomaly4j.internal.region;

import java.util.Arrays;

/**
 * Marks in a map what only a coarser one of the same image finds. Details may vary so much on
 * normal images that no defect stands out among them, while coarser evidence tells it well: then
 * the coarser map says that there is a region, and the map itself where it ends, at half of its
 * height there.
 */
public final class CoarseRegions {
  /** The full width at half maximum is what is taken for the size of a spot. */
  private static final double HEIGHT = 0.5;

  /**
   * How far marked values are moved above the threshold, at most a few times: places that the map
   * itself finds stay the highest.
   */
  private static final double ABOVE = 0.001;

  private static final int SAMPLE = 4096;

  private CoarseRegions() {}

  /**
   * Raises values of a map to just above the threshold, in their order: within each connected
   * region where the coarser map is above the threshold, those that are at least half as high above
   * the middle of the map as the highest one there.
   *
   * @param values of the map, {@code [rows, columns]}; changed
   * @param coarse of the coarser map at the same places, on the same scale
   */
  public static void mark(float[] values, float[] coarse, int rows, int columns, double threshold) {
    boolean[] above = new boolean[coarse.length];
    boolean any = false;
    for (int i = 0; i < above.length; i++) {
      above[i] = coarse[i] > threshold;
      any |= above[i];
    }
    if (!any) {
      return;
    }
    double middle = middle(values);
    for (int[] region : new Places(rows, columns, above).filled().components()) {
      mark(values, region, middle, threshold);
    }
  }

  /**
   * The median of some values, evenly spread. Sorted, since selection is slow among equal values.
   */
  private static double middle(float[] values) {
    float[] some = new float[Math.min(values.length, SAMPLE)];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[(int) ((long) i * values.length / some.length)];
    }
    Arrays.sort(some);
    return some[some.length / 2];
  }

  private static void mark(float[] values, int[] region, double middle, double threshold) {
    double peak = Double.NEGATIVE_INFINITY;
    for (int place : region) {
      peak = Math.max(peak, values[place]);
    }
    double height = Math.max(0, peak - middle);
    double least = Math.min(threshold, peak - (1 - HEIGHT) * height);
    for (int place : region) {
      if (values[place] >= least) {
        double raised = threshold + ABOVE * (1 + values[place] - least);
        values[place] = Math.max(values[place], (float) raised);
      }
    }
  }
}
