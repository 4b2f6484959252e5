package io.github.anomaly4j.internal.image.pixel;

import java.util.Arrays;

/**
 * Resizing of planes, one axis after the other: a shrinking axis averages the source pixels that
 * each target pixel covers, a growing one interpolates linearly between pixel centers. Weights sum
 * to one, so values stay within the range of the source up to rounding.
 */
public final class Resampling {
  /** The source pixels that one target pixel reads: {@code weights[i]} belongs to first + i. */
  private record Tap(int first, float[] weights) {}

  private Resampling() {}

  /** Resizes consecutive planes of {@code width * height} values each, clamped to [0, 1]. */
  public static float[] resize(
      float[] planes, int count, int width, int height, int newWidth, int newHeight) {
    Tap[] columns = taps(width, newWidth);
    Tap[] rows = taps(height, newHeight);
    float[] result = new float[Math.multiplyExact(count, Math.multiplyExact(newWidth, newHeight))];
    float[] line = new float[width];
    for (int plane = 0; plane < count; plane++) {
      for (int y = 0; y < newHeight; y++) {
        blendRows(planes, plane * width * height, width, rows[y], line);
        int out = (plane * newHeight + y) * newWidth;
        for (int x = 0; x < newWidth; x++) {
          float value = read(line, columns[x]);
          result[out + x] = Math.max(0f, Math.min(1f, value));
        }
      }
    }
    return result;
  }

  private static void blendRows(float[] planes, int offset, int width, Tap rows, float[] line) {
    Arrays.fill(line, 0f);
    for (int i = 0; i < rows.weights.length; i++) {
      float weight = rows.weights[i];
      int start = offset + (rows.first + i) * width;
      for (int x = 0; x < width; x++) {
        line[x] += weight * planes[start + x];
      }
    }
  }

  private static float read(float[] line, Tap tap) {
    float sum = 0f;
    for (int i = 0; i < tap.weights.length; i++) {
      sum += tap.weights[i] * line[tap.first + i];
    }
    return sum;
  }

  private static Tap[] taps(int from, int to) {
    Tap[] taps = new Tap[to];
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      taps[i] = to < from ? area(i * scale, (i + 1) * scale, from) : linear(i, scale, from);
    }
    return taps;
  }

  private static Tap area(double start, double end, int limit) {
    int first = (int) start;
    int last = Math.min(limit, (int) Math.ceil(end - 1e-9));
    float[] weights = new float[last - first];
    for (int i = 0; i < weights.length; i++) {
      double covered = Math.min(end, first + i + 1.0) - Math.max(start, first + i);
      weights[i] = (float) (covered / (end - start));
    }
    return new Tap(first, weights);
  }

  private static Tap linear(int index, double scale, int limit) {
    double center = Math.max(0, Math.min(limit - 1.0, (index + 0.5) * scale - 0.5));
    int first = Math.min((int) center, Math.max(0, limit - 2));
    float after = (float) (center - first);
    return limit == 1
        ? new Tap(0, new float[] {1f})
        : new Tap(first, new float[] {1f - after, after});
  }
}
