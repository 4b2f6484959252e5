package io.github.anomaly4j.internal.reference;

/**
 * What surrounds each place of a plane {@code [height, width]}: the lowest, the highest or the mean
 * value in a square, cut off at the border.
 */
record Surround(int width, int height) {

  /** The lowest values at most so far away along each axis. */
  float[] lowest(float[] values, int reach) {
    return extreme(values, reach, -1);
  }

  /** The highest values at most so far away along each axis. */
  float[] highest(float[] values, int reach) {
    return extreme(values, reach, 1);
  }

  private float[] extreme(float[] values, int reach, int sign) {
    if (reach == 0) {
      return values;
    }
    float[] along = new float[values.length];
    float[] found = new float[values.length];
    Bands.lines(
        height,
        y -> {
          System.arraycopy(values, y * width, along, y * width, width);
          for (int step = 1; step <= reach && step < width; step++) {
            take(values, y * width + step, along, y * width, width - step, sign);
            take(values, y * width, along, y * width + step, width - step, sign);
          }
        });
    Bands.lines(
        height,
        y -> {
          System.arraycopy(along, y * width, found, y * width, width);
          for (int other = Math.max(0, y - reach);
              other <= Math.min(height - 1, y + reach);
              other++) {
            take(along, other * width, found, y * width, width, sign);
          }
        });
    return found;
  }

  private static void take(float[] from, int start, float[] to, int place, int count, int sign) {
    if (sign > 0) {
      for (int i = 0; i < count; i++) {
        to[place + i] = Math.max(to[place + i], from[start + i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[place + i] = Math.min(to[place + i], from[start + i]);
      }
    }
  }

  /** The means over squares; beyond the border, values count as 0. */
  float[] mean(float[] values, int reach) {
    float[] along = new float[values.length];
    float[] found = new float[values.length];
    float scale = 1f / ((2 * reach + 1) * (2 * reach + 1));
    Bands.lines(
        height,
        y -> {
          for (int step = -reach; step <= reach; step++) {
            int from = Math.max(0, -step);
            int to = width - Math.max(0, step);
            for (int x = from; x < to; x++) {
              along[y * width + x] += values[y * width + x + step];
            }
          }
        });
    Bands.lines(
        height,
        y -> {
          for (int other = Math.max(0, y - reach);
              other <= Math.min(height - 1, y + reach);
              other++) {
            for (int x = 0; x < width; x++) {
              found[y * width + x] += scale * along[other * width + x];
            }
          }
        });
    return found;
  }
}
