package io.github.anomaly4j.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class Projection2DPropertiesTest {

  @Property(tries = 40)
  void components_are_centered_uncorrelated_and_the_first_shows_most(
      @ForAll @IntRange(min = 2, max = 60) int count,
      @ForAll @IntRange(min = 2, max = 12) int channels,
      @ForAll long seed) {
    Projection2D projection = Projection2D.of(noise(count, channels, seed));
    double[] x = projection.places(0);
    double[] y = projection.places(1);

    assertThat(Arrays.stream(x).sum()).isCloseTo(0, within(1e-8));
    assertThat(Arrays.stream(y).sum()).isCloseTo(0, within(1e-8));
    assertThat(dot(x, y) / count).isCloseTo(0, within(1e-8));
    assertThat(dot(x, x) / count).isCloseTo(channels * projection.share(0), within(1e-8));
    assertThat(dot(y, y) / count).isCloseTo(channels * projection.share(1), within(1e-8));
    assertThat(projection.share(0)).isBetween(projection.share(1), 1 + 1e-12);
  }

  @Property(tries = 40)
  void two_channels_keep_their_distances(
      @ForAll @IntRange(min = 2, max = 30) int count, @ForAll long seed) {
    float[][] vectors = noise(count, 2, seed);
    double[][] standardized = Standardized.of(vectors);
    Projection2D projection = Projection2D.of(vectors);
    double[] x = projection.places(0);
    double[] y = projection.places(1);

    for (int i = 1; i < count; i++) {
      assertThat(Math.hypot(x[i] - x[0], y[i] - y[0]))
          .isCloseTo(
              Math.hypot(
                  standardized[i][0] - standardized[0][0], standardized[i][1] - standardized[0][1]),
              within(1e-8));
    }
    assertThat(projection.share(0) + projection.share(1)).isCloseTo(1, within(1e-8));
  }

  @Property(tries = 20)
  void a_component_grows_with_the_channel_that_weighs_most_in_it(@ForAll long seed) {
    float[][] vectors = noise(30, 5, seed);
    double[][] standardized = Standardized.of(vectors);
    Projection2D projection = Projection2D.of(vectors);

    for (int component = 0; component < 2; component++) {
      double[] places = projection.places(component);
      assertThat(
              IntStream.range(0, 5)
                  .mapToObj(c -> Arrays.stream(standardized).mapToDouble(v -> v[c]).toArray())
                  .map(channel -> dot(channel, places))
                  .max(Comparator.comparingDouble(Math::abs))
                  .orElseThrow())
          .isPositive();
    }
  }

  @Example
  void one_channel_has_no_second_component() {
    Projection2D projection = Projection2D.of(new float[][] {{1}, {3}});

    assertThat(projection.places(0)).containsExactly(-1, 1);
    assertThat(projection.places(1)).containsExactly(0, 0);
    assertThat(projection.share(1)).isZero();
  }

  @Example
  void features_that_collapsed_are_one_point_and_still_drawn() {
    Projection2D projection = Projection2D.of(new float[][] {{1, 2}, {1, 2}, {1, 2}});

    assertThat(projection.places(0)).containsOnly(0);
    assertThat(projection.share(0)).isZero();
    assertThat(projection.draw(List.of("screw", "tile", "tile"))).isNotNull();
  }

  @Example
  void a_legend_of_many_categories_makes_the_image_taller() {
    Projection2D projection = Projection2D.of(noise(60, 4, 1));
    BufferedImage few = projection.draw(Collections.nCopies(60, "screw"));
    BufferedImage many =
        projection.draw(IntStream.range(0, 60).mapToObj(i -> "product " + i).toList());

    assertThat(many.getWidth()).isEqualTo(few.getWidth());
    assertThat(many.getHeight()).isGreaterThan(2 * few.getHeight());
  }

  @Example
  void a_category_is_asked_for_every_vector() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Projection2D.of(noise(3, 2, 1)).draw(List.of("screw")))
        .withMessage("3 vectors, but 1 categories");
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static float[][] noise(int count, int channels, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[count][channels];
    for (float[] vector : vectors) {
      for (int c = 0; c < channels; c++) {
        vector[c] = (float) (random.nextGaussian() * (c + 1));
      }
    }
    return vectors;
  }
}
