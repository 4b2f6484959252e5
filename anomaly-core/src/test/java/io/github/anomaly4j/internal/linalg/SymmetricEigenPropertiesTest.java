package io.github.anomaly4j.internal.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SymmetricEigenPropertiesTest {

  @Property(tries = 200)
  void values_and_vectors_make_up_the_covariance_of_few_images_that_hardly_differ(
      @ForAll @IntRange(min = 1, max = 90) int features,
      @ForAll @IntRange(min = 1, max = 60) int images,
      @ForAll @IntRange(min = -12, max = 3) int magnitude,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[][] covariance = new double[features][features];
    for (int image = 0; image < images; image++) {
      double[] differences = new double[features];
      for (int c = 0; c < features; c++) {
        // Most of them in a few directions, and some the same in all images.
        differences[c] =
            c % 4 == 0 ? 0 : Math.pow(10, magnitude - c % 5) * (float) random.nextGaussian();
      }
      for (int a = 0; a < features; a++) {
        for (int b = 0; b < features; b++) {
          covariance[a][b] += differences[a] * differences[b] / images;
        }
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    double trace = 0;
    for (int c = 0; c < features; c++) {
      trace += covariance[c][c];
    }
    for (int a = 0; a < features; a++) {
      for (int b = 0; b < features; b++) {
        double sum = 0;
        for (int d = 0; d < features; d++) {
          sum += eigen.values()[d] * eigen.vectors()[d][a] * eigen.vectors()[d][b];
        }
        assertThat(sum).isCloseTo(covariance[a][b], within(1e-12 * Math.max(1, trace)));
      }
    }
    for (int d = 1; d < features; d++) {
      assertThat(eigen.values()[d]).isLessThanOrEqualTo(eigen.values()[d - 1]);
    }
  }
}
