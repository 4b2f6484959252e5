package io.github.anomaly4j.internal.search;

/** Euclidean distances between rows of arrays. */
public final class Distance {
  /** The sum is checked after every this many channels. */
  private static final int LOOK = 16;

  private Distance() {}

  /** The distance from the values at {@code i} of one array to those at {@code j} of another. */
  public static float between(float[] a, int i, float[] b, int j, int channels) {
    return (float) Math.sqrt(exactSquare(a, i, b, j, channels));
  }

  /** The squared distance, summed in double precision. */
  static double exactSquare(float[] a, int i, float[] b, int j, int channels) {
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      double difference = (double) a[i + c] - b[j + c];
      sum += difference * difference;
    }
    return sum;
  }

  /** The squared distance in single precision: faster, and exact if it is 0. */
  public static float squared(float[] a, int i, float[] b, int j, int channels) {
    return squared(a, i, b, j, channels, Float.POSITIVE_INFINITY);
  }

  /**
   * The squared distance; if it is at least {@code enough}, any value of at least {@code enough},
   * so that most channels need not be read.
   */
  public static float squared(float[] a, int i, float[] b, int j, int channels, float enough) {
    // Four sums, which the processor can compute in parallel.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int fours = channels & ~3;
    for (int from = 0; from < fours; from += LOOK) {
      int to = Math.min(fours, from + LOOK);
      for (int c = from; c < to; c += 4) {
        float d0 = a[i + c] - b[j + c];
        float d1 = a[i + c + 1] - b[j + c + 1];
        float d2 = a[i + c + 2] - b[j + c + 2];
        float d3 = a[i + c + 3] - b[j + c + 3];
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      // Sums of squares never decrease, even with rounding.
      if (s0 + s1 + (s2 + s3) >= enough) {
        return s0 + s1 + (s2 + s3);
      }
    }
    for (int c = fours; c < channels; c++) {
      float d = a[i + c] - b[j + c];
      s0 += d * d;
    }
    return s0 + s1 + (s2 + s3);
  }
}
