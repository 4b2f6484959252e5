package io.github.anomaly4j.library;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Points by their first principal components alone, which tell nearly how far apart they are and
 * are read much sooner. Thread safe.
 *
 * @param mean of each channel
 * @param matrix {@code [channels, dimensions]}; empty if points are their own sketches
 */
record Sketch(float[] mean, float[] matrix, int dimensions) {
  private static final int DIMENSIONS = 64;

  /** More points than this do not change the principal components much. */
  private static final int COMPONENTS_FROM = 20_000;

  /**
   * @param bank {@code [points, channels]}, whose components are taken
   */
  static Sketch of(float[] bank, int channels) {
    if (channels <= DIMENSIONS) {
      return new Sketch(new float[0], new float[0], channels);
    }
    int points = bank.length / channels;
    int step = Math.max(1, points / COMPONENTS_FROM);
    float[] sample = new float[(points + step - 1) / step * channels];
    double[] sum = new double[channels];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = bank[i / channels * step * channels + i % channels];
      sum[i % channels] += sample[i];
    }
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sum[c] * channels / sample.length);
    }
    float[] alike = new float[channels];
    Arrays.fill(alike, 1);
    Projection projection = Projection.fit(sample, mean, alike, DIMENSIONS);
    projection.close();
    return new Sketch(mean, projection.matrix(), projection.dimensions());
  }

  /**
   * Sketches of points, {@code [count, dimensions]}; each one's bits depend on that point alone.
   */
  float[] apply(float[] points) {
    if (matrix.length == 0) {
      return points;
    }
    int count = points.length / mean.length;
    float[] sketches = new float[count * dimensions];
    IntStream.range(0, count).parallel().forEach(point -> apply(points, point, sketches));
    return sketches;
  }

  private void apply(float[] points, int point, float[] sketches) {
    float[] sketch = new float[dimensions];
    for (int c = 0; c < mean.length; c++) {
      float value = points[point * mean.length + c] - mean[c];
      int row = c * dimensions;
      for (int d = 0; d < dimensions; d++) {
        sketch[d] += value * matrix[row + d];
      }
    }
    System.arraycopy(sketch, 0, sketches, point * dimensions, dimensions);
  }
}
