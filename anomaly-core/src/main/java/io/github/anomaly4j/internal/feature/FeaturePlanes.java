package io.github.anomaly4j.internal.feature;

/**
 * Planes of numbers, all of the same size; the array is not copied.
 *
 * @param count of planes
 * @param height of each
 * @param width of each
 * @param values {@code [count, height, width]}
 */
record FeaturePlanes(int count, int height, int width, float[] values) {

  static FeaturePlanes empty(int count, int height, int width) {
    return new FeaturePlanes(count, height, width, new float[count * height * width]);
  }

  /** Planes of half the size, each value the mean of four. */
  FeaturePlanes pooled() {
    FeaturePlanes pooled = empty(count, height / 2, width / 2);
    int to = 0;
    for (int row = 0; row < count * height; row += 2) {
      int from = row * width;
      for (int x = 0; x < pooled.width; x++, from += 2) {
        pooled.values[to++] =
            (values[from] + values[from + 1] + values[from + width] + values[from + width + 1]) / 4;
      }
    }
    return pooled;
  }

  /**
   * A binomial blur with an even number of taps, whose results are halfway between the values it
   * reads.
   */
  enum Blur {
    /** Four taps, 1 3 3 1. */
    NARROW(3 / 8f, 1 / 8f),
    /**
     * Six taps, 1 5 10 10 5 1: removes most of the frequencies that would alias at half the size.
     */
    WIDE(10 / 32f, 5 / 32f, 1 / 32f);

    /** The weight of each of the two central taps, of each of the two next to them, and so on. */
    private final float[] weights;

    Blur(float... weights) {
      this.weights = weights;
    }
  }

  /**
   * Planes of half the size, after a blur in both directions, mirrored at the border: each value is
   * at the center of the two by two values that it replaces.
   */
  FeaturePlanes halved(Blur blur) {
    FeaturePlanes lower = empty(count, height / 2, width);
    for (int plane = 0; plane < count; plane++) {
      for (int y = 0; y < lower.height; y++) {
        int to = (plane * lower.height + y) * width;
        for (int tap = 0; tap < blur.weights.length; tap++) {
          float weight = blur.weights[tap];
          int above = (plane * height + mirror(2 * y - tap, height)) * width;
          int below = (plane * height + mirror(2 * y + 1 + tap, height)) * width;
          for (int x = 0; x < width; x++) {
            lower.values[to + x] += weight * (values[above + x] + values[below + x]);
          }
        }
      }
    }
    FeaturePlanes half = empty(count, lower.height, width / 2);
    int reach = blur.weights.length - 1;
    float[] line = new float[width + 2 * reach];
    for (int row = 0; row < count * half.height; row++) {
      System.arraycopy(lower.values, row * width, line, reach, width);
      for (int i = 0; i < reach; i++) {
        line[i] = line[reach + mirror(i - reach, width)];
        line[reach + width + i] = line[reach + mirror(width + i, width)];
      }
      int to = row * half.width;
      for (int tap = 0; tap < blur.weights.length; tap++) {
        float weight = blur.weights[tap];
        int left = reach - tap;
        int right = reach + 1 + tap;
        for (int x = 0; x < half.width; x++) {
          half.values[to + x] += weight * (line[left + 2 * x] + line[right + 2 * x]);
        }
      }
    }
    return half;
  }

  /** The mean of the planes at each position, as one plane. */
  FeaturePlanes mean() {
    FeaturePlanes mean = empty(1, height, width);
    for (int i = 0; i < mean.values.length; i++) {
      float sum = 0;
      for (int plane = 0; plane < count; plane++) {
        sum += values[plane * mean.values.length + i];
      }
      mean.values[i] = sum / count;
    }
    return mean;
  }

  /** Each plane with a border of mirrored values around it. */
  FeaturePlanes padded(int border) {
    FeaturePlanes padded = empty(count, height + 2 * border, width + 2 * border);
    int to = 0;
    for (int plane = 0; plane < count; plane++) {
      for (int y = -border; y < height + border; y++) {
        int from = (plane * height + mirror(y, height)) * width;
        for (int x = -border; x < width + border; x++) {
          padded.values[to++] = values[from + mirror(x, width)];
        }
      }
    }
    return padded;
  }

  /**
   * Mirrors an index at the border; the border's value counts twice. At most one reflection, which
   * is enough for blurs.
   */
  private static int mirror(int index, int length) {
    int folded = index < 0 ? -1 - index : index;
    return folded < length ? folded : Math.max(0, 2 * length - 1 - folded);
  }
}
