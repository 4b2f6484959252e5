package io.github.anomaly4j.internal.linalg;

import static com.google.common.base.Preconditions.checkArgument;

/** How large numbers may be, so that what is computed of them stays one. */
public final class ValueRange {
  /** Features are some deviations large; of values much above this, distances overflow. */
  public static final double LARGEST = 1e15;

  private ValueRange() {}

  /**
   * Refuses values that cannot be compared.
   *
   * @param name what they are, for the message
   * @throws IllegalArgumentException if one is no number or too large
   */
  public static void check(String name, float[] values) {
    for (float value : values) {
      checkArgument(
          Math.abs(value) <= LARGEST,
          "%s with a value of %s, features of at most %s can be compared",
          name,
          value,
          LARGEST);
    }
  }

  /**
   * Refuses a projection that would carry usual features, of about 1 and off their mean by it, too
   * far.
   *
   * @param matrix {@code [channels, dimensions]}
   * @throws IllegalArgumentException if it would
   */
  public static void checkProjection(float[] mean, float[] matrix) {
    check("mean", mean);
    check("projection", matrix);
    int dimensions = matrix.length / mean.length;
    double[] sums = new double[dimensions];
    for (int i = 0; i < matrix.length; i++) {
      sums[i % dimensions] += (1 + Math.abs((double) mean[i / dimensions])) * Math.abs(matrix[i]);
    }
    for (double sum : sums) {
      checkArgument(
          sum <= LARGEST,
          "mean and projection that make %s of usual features, at most %s can be compared",
          sum,
          LARGEST);
    }
  }
}
