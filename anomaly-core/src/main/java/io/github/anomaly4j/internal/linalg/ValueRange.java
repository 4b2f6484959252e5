package io.github.anomaly4j.internal.linalg;

import static com.google.common.base.Preconditions.checkArgument;

/** Limits of numbers, so that results computed from them are finite. */
public final class ValueRange {
  /**
   * The largest value: usual features are a few standard deviations, and distances of much larger
   * values overflow.
   */
  public static final double LARGEST = 1e15;

  private ValueRange() {}

  /**
   * Refuses values that cannot be compared.
   *
   * @param name a name of the values, for the message
   * @throws IllegalArgumentException if one is NaN, infinite or too large
   */
  public static void check(String name, float[] values) {
    for (float value : values) {
      // Guava's check would make an object of each value. NaN is not in range either.
      if (!(Math.abs(value) <= LARGEST)) {
        throw new IllegalArgumentException(
            "%s has a value of %s; at most %s can be compared".formatted(name, value, LARGEST));
      }
    }
  }

  /**
   * Refuses a projection that would map usual features, of about 1, to values that are too large.
   *
   * @param matrix {@code [channels, dimensions]}
   * @throws IllegalArgumentException if a value would be too large
   */
  public static void checkProjection(float[] mean, float[] matrix) {
    check("mean", mean);
    check("projection", matrix);
    int dimensions = matrix.length / mean.length;
    double[] sums = new double[dimensions];
    for (int channel = 0; channel < mean.length; channel++) {
      double usual = 1 + Math.abs((double) mean[channel]);
      for (int i = 0; i < dimensions; i++) {
        sums[i] += usual * Math.abs(matrix[channel * dimensions + i]);
      }
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
