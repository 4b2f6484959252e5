package io.github.anomaly4j.library;

/**
 * Planes of numbers of one size, one after the other; not copied.
 *
 * @param count of planes
 * @param height of each
 * @param width of each
 * @param values {@code [count, height, width]}
 */
record Planes(int count, int height, int width, float[] values) {

  static Planes empty(int count, int height, int width) {
    return new Planes(count, height, width, new float[count * height * width]);
  }

  /** Half the size, each value the mean of four. */
  Planes pooled() {
    Planes pooled = empty(count, height / 2, width / 2);
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

  /** Half the size after a binomial blur of five taps each way, reflected at the border. */
  Planes blurredDown() {
    Planes half = empty(count, height, width / 2);
    for (int row = 0; row < count * height; row++) {
      int start = row * width;
      for (int x = 0; x < half.width; x++) {
        int middle = start + 2 * x;
        boolean inside = x > 0 && 2 * x + 2 < width;
        // Most places are inside, where nothing is to be reflected.
        half.values[row * half.width + x] =
            inside
                ? binomial(
                    values[middle - 2],
                    values[middle - 1],
                    values[middle],
                    values[middle + 1],
                    values[middle + 2])
                : binomial(
                    values[start + reflect(2 * x - 2, width)],
                    values[start + reflect(2 * x - 1, width)],
                    values[middle],
                    values[start + reflect(2 * x + 1, width)],
                    values[start + reflect(2 * x + 2, width)]);
      }
    }
    Planes quarter = empty(count, height / 2, width / 2);
    for (int plane = 0; plane < count; plane++) {
      for (int y = 0; y < quarter.height; y++) {
        int a = (plane * height + reflect(2 * y - 2, height)) * half.width;
        int b = (plane * height + reflect(2 * y - 1, height)) * half.width;
        int c = (plane * height + 2 * y) * half.width;
        int d = (plane * height + reflect(2 * y + 1, height)) * half.width;
        int e = (plane * height + reflect(2 * y + 2, height)) * half.width;
        int to = (plane * quarter.height + y) * half.width;
        for (int x = 0; x < half.width; x++) {
          quarter.values[to + x] =
              binomial(
                  half.values[a + x],
                  half.values[b + x],
                  half.values[c + x],
                  half.values[d + x],
                  half.values[e + x]);
        }
      }
    }
    return quarter;
  }

  /** The mean of the planes at each place, as one plane. */
  Planes mean() {
    Planes mean = empty(1, height, width);
    for (int i = 0; i < mean.values.length; i++) {
      float sum = 0;
      for (int plane = 0; plane < count; plane++) {
        sum += values[plane * mean.values.length + i];
      }
      mean.values[i] = sum / count;
    }
    return mean;
  }

  /**
   * The first plane at a larger size, bilinearly: the way back from {@link #blurredDown}, which
   * keeps every other place of a plane, the first one among them.
   */
  float[] enlarged(int newHeight, int newWidth) {
    float[] enlarged = new float[newHeight * newWidth];
    for (int row = 0; row < newHeight; row++) {
      float y = (float) row * height / newHeight;
      int upper = (int) y;
      int lower = Math.min(height - 1, upper + 1);
      float v = y - upper;
      for (int column = 0; column < newWidth; column++) {
        float x = (float) column * width / newWidth;
        int left = (int) x;
        int right = Math.min(width - 1, left + 1);
        float u = x - left;
        float top = values[upper * width + left] * (1 - u) + values[upper * width + right] * u;
        float bottom = values[lower * width + left] * (1 - u) + values[lower * width + right] * u;
        enlarged[row * newWidth + column] = top * (1 - v) + bottom * v;
      }
    }
    return enlarged;
  }

  private static float binomial(float a, float b, float c, float d, float e) {
    return (a + e + 4 * (b + d) + 6 * c) / 16;
  }

  /** Each plane with a border of reflected values around it. */
  Planes padded(int border) {
    Planes padded = empty(count, height + 2 * border, width + 2 * border);
    int to = 0;
    for (int plane = 0; plane < count; plane++) {
      for (int y = -border; y < height + border; y++) {
        int from = (plane * height + reflect(y, height)) * width;
        for (int x = -border; x < width + border; x++) {
          padded.values[to++] = values[from + reflect(x, width)];
        }
      }
    }
    return padded;
  }

  /** Reflects an index at the first and the last one, neither of them twice. */
  private static int reflect(int index, int length) {
    int last = length - 1;
    int positive = Math.abs(index);
    return positive <= last ? positive : Math.max(0, 2 * last - positive);
  }
}
