package io.github.anomaly4j.internal.jvector;

import io.github.anomaly4j.internal.linalg.Projection;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first principal components of points, whose distances are nearly those of the points and take
 * much less memory to read. Thread safe.
 *
 * @param projection to the components; empty if points are their own sketches
 */
record PrincipalSketch(Optional<Projection> projection, int dimensions) {
  private static final int DIMENSIONS = 64;

  /**
   * The principal components are computed from at most this many points: more hardly change them.
   */
  private static final int COMPONENTS_FROM = 20_000;

  /**
   * @param bank {@code [points, channels]}, whose components are taken
   */
  static PrincipalSketch of(float[] bank, int channels) {
    if (channels <= DIMENSIONS) {
      return new PrincipalSketch(Optional.empty(), channels);
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
    return new PrincipalSketch(Optional.of(projection), projection.dimensions());
  }

  /**
   * Sketches of points, {@code [count, dimensions]}; each one's bits depend on that point alone.
   */
  float[] apply(float[] points) {
    return projection.map(components -> components.apply(points)).orElse(points);
  }
}
