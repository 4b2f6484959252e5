package io.github.anomaly4j.internal.linalg;

/** Sums of columns by weights: what products of matrices are made of, without native memory. */
public final class WeightedSums {
  private WeightedSums() {}

  /** As many columns as are added up at once, so many or more. */
  public static int padded(int count) {
    return (count + 3) / 4 * 4;
  }

  /**
   * Adds columns to sums, each times its weight.
   *
   * @param columns a multiple of four of them, each as long as the sums
   * @param weights of the columns, in the same order
   */
  public static void add(float[][] columns, float[] weights, float[] sums) {
    for (int c = 0; c < columns.length; c += 4) {
      add(columns, weights, c, sums);
    }
  }

  /** Four columns at a time, in a loop that the compiler turns to vector instructions. */
  private static void add(float[][] columns, float[] weights, int first, float[] sums) {
    float[] c0 = columns[first];
    float[] c1 = columns[first + 1];
    float[] c2 = columns[first + 2];
    float[] c3 = columns[first + 3];
    float w0 = weights[first];
    float w1 = weights[first + 1];
    float w2 = weights[first + 2];
    float w3 = weights[first + 3];
    for (int i = 0; i < c0.length; i++) {
      sums[i] += w0 * c0[i] + w1 * c1[i] + (w2 * c2[i] + w3 * c3[i]);
    }
  }
}
