package io.github.anomaly4j.internal.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  private static final int CHANNELS = 7;
  private final Random random = new Random(1);
  private final float[] patches = correlated(100);
  private final float[] mean = {1, 2, 3, 4, 5, 6, 7};
  private final float[] scale = {1, 2, 0.5f, 1, 0.1f, 3, 1};

  @Test
  void in_full_dimension_distances_are_those_of_the_standardized_features() {
    Projection projection = Projection.fit(patches, mean, scale, 100);
    assertThat(projection.dimensions()).isEqualTo(CHANNELS);
    float[] points = projection.apply(patches);
    for (int i = 1; i < 100; i++) {
      double standardized = 0;
      double projected = 0;
      for (int c = 0; c < CHANNELS; c++) {
        standardized +=
            square((patches[i * CHANNELS + c] - patches[(i - 1) * CHANNELS + c]) * scale[c]);
        projected += square(points[i * CHANNELS + c] - points[(i - 1) * CHANNELS + c]);
      }
      assertThat(Math.sqrt(projected)).isCloseTo(Math.sqrt(standardized), within(1e-4));
    }
  }

  @Test
  void components_are_uncorrelated_and_come_by_falling_variance() {
    Projection projection = Projection.fit(patches, center(), scale, CHANNELS);
    float[] points = projection.apply(patches);
    double before = Double.POSITIVE_INFINITY;
    for (int a = 0; a < CHANNELS; a++) {
      assertThat(product(points, a, a)).isLessThanOrEqualTo(before + 1e-4);
      before = product(points, a, a);
      for (int b = 0; b < a; b++) {
        assertThat(product(points, a, b)).isCloseTo(0, within(1e-3));
      }
    }
  }

  @Test
  void fewer_dimensions_are_the_first_of_all() {
    Projection all = Projection.fit(patches, mean, scale, CHANNELS);
    Projection few = Projection.fit(patches, mean, scale, 2);
    assertThat(few.dimensions()).isEqualTo(2);
    float[] points = all.apply(patches);
    float[] reduced = few.apply(patches);
    for (int i = 0; i < 100; i++) {
      assertThat(reduced[2 * i]).isCloseTo(points[CHANNELS * i], within(1e-5f));
      assertThat(reduced[2 * i + 1]).isCloseTo(points[CHANNELS * i + 1], within(1e-5f));
    }
  }

  @Test
  void the_mean_is_projected_to_zero() {
    Projection projection = Projection.fit(patches, mean, scale, 3);
    assertThat(projection.apply(mean)).containsOnly(0f);
  }

  private float[] correlated(int count) {
    float[] values = new float[count * CHANNELS];
    for (int i = 0; i < count; i++) {
      double common = random.nextGaussian();
      for (int c = 0; c < CHANNELS; c++) {
        values[i * CHANNELS + c] =
            (float) (c + common * (c % 3) + (c + 1) * 0.3 * random.nextGaussian());
      }
    }
    return values;
  }

  private float[] center() {
    float[] center = new float[CHANNELS];
    for (int i = 0; i < patches.length; i++) {
      center[i % CHANNELS] += patches[i] / 100;
    }
    return center;
  }

  private static double product(float[] points, int a, int b) {
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += points[i * CHANNELS + a] * points[i * CHANNELS + b] / 100;
    }
    return sum;
  }

  private static double square(double value) {
    return value * value;
  }
}
