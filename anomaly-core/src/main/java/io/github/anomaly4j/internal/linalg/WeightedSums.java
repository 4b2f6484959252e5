package io.github.anomaly4j.internal.linalg;

/** Weighted sums of columns, for products of matrices without native memory. */
public final class WeightedSums {
  private WeightedSums() {}

  /** The count, rounded up to a multiple of the columns that are added at once. */
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
    add(columns, weights, 0, sums);
  }

  /**
   * The same with some of the weights.
   *
   * @param from the weight of the first column; there are as many behind it as columns
   */
  static void add(float[][] columns, float[] weights, int from, float[] sums) {
    for (int c = 0; c < columns.length; c += 4) {
      addFour(columns, c, weights, from + c, sums);
    }
  }

  /** Four columns at a time, in a loop for which the compiler uses vector instructions. */
  private static void addFour(
      float[][] columns, int first, float[] weights, int from, float[] sums) {
    float[] c0 = columns[first];
    float[] c1 = columns[first + 1];
    float[] c2 = columns[first + 2];
    float[] c3 = columns[first + 3];
    float w0 = weights[from];
    float w1 = weights[from + 1];
    float w2 = weights[from + 2];
    float w3 = weights[from + 3];
    for (int i = 0; i < c0.length; i++) {
      sums[i] += w0 * c0[i] + w1 * c1[i] + (w2 * c2[i] + w3 * c3[i]);
    }
  }
}
