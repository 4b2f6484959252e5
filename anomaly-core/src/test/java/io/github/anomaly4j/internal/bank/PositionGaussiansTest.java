package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionGaussiansTest {
  private static final int PLACES = 6;
  private static final int CHANNELS = 5;
  private static final float SHARE = 0.01f;

  @Test
  void a_mean_is_at_distance_zero_and_others_are_by_mahalanobis() {
    PatchSample sample = sample();
    add(sample, 0, 0, 0);
    add(sample, 1, 2, 2);
    add(sample, 2, 0, 2);
    PositionGaussians gaussians = PositionGaussians.of(sample);
    // Covariance [4/3, 2/3; 2/3, 4/3]: its eigenvectors are the diagonals.
    double epsilon = SHARE * 4 / 3;
    float mean = 2f / 3;
    assertThat(distance(gaussians, mean, 2 * mean)).isCloseTo(0, within(1e-6));
    assertThat(distance(gaussians, mean + 1, 2 * mean + 1))
        .isCloseTo(Math.sqrt(2 / (2 + epsilon)), within(1e-5));
    assertThat(distance(gaussians, mean + 1, 2 * mean - 1))
        .isCloseTo(Math.sqrt(2 / (2.0 / 3 + epsilon)), within(1e-5));
  }

  @Test
  void what_is_usual_at_one_place_is_not_at_another() {
    PatchSample sample = sample();
    for (int i = 0; i < 20; i++) {
      float noise = i % 2;
      sample.add(
          new PatchFeatures(Grid.even(1, 2), 1, new float[] {noise, 100 + noise}),
          new boolean[] {true, true},
          i);
    }
    PatchFeatures usual = new PatchFeatures(Grid.even(1, 2), 1, new float[] {1, 100});
    PatchFeatures exchanged = new PatchFeatures(Grid.even(1, 2), 1, new float[] {100, 1});
    PositionGaussians gaussians = PositionGaussians.of(sample);
    assertThat(gaussians.distances(usual)).containsOnly(gaussians.distances(usual)[0]);
    assertThat(gaussians.distances(usual)[0]).isLessThan(2);
    assertThat(gaussians.distances(exchanged)[0]).isGreaterThan(100);
    assertThat(gaussians.distances(exchanged)[1]).isGreaterThan(100);
  }

  @Test
  void a_place_that_hardly_any_image_shows_is_compared_with_all_places() {
    PatchSample sample = sample();
    Random random = new Random(1);
    boolean[] scored = new boolean[PLACES];
    Arrays.fill(scored, 0, 4, true);
    for (int i = 0; i < 30; i++) {
      scored[4] = i == 7;
      sample.add(image(random), scored, i);
    }
    float[] asked = new float[PLACES * CHANNELS];
    Arrays.fill(asked, 2);
    float[] distances = PositionGaussians.of(sample).distances(patches(asked));
    assertThat(distances[4]).isEqualTo(distances[5]).isNotEqualTo(distances[0]);
    assertThat(distances[5]).isCloseTo(2 * (float) Math.sqrt(CHANNELS), within(1f));
  }

  @Test
  void one_image_is_enough_for_finite_distances() {
    PatchSample sample = sample();
    PatchFeatures only = image(new Random(2));
    sample.add(only, all(), 0);
    PositionGaussians gaussians = PositionGaussians.of(sample);
    assertFinite(gaussians.distances(image(new Random(3))));
    assertThat(gaussians.distancesWithout(0, only)).isEqualTo(gaussians.distances(only));
  }

  @Test
  void images_of_one_color_have_finite_distances() {
    for (float noise : new float[] {0, 1e-7f, 1e-3f}) {
      PatchSample sample = sample();
      Random random = new Random(4);
      float[] color = image(random).values();
      for (int i = 0; i < 10; i++) {
        float[] values = color.clone();
        values[i] += noise;
        sample.add(patches(values), all(), i);
      }
      PositionGaussians gaussians = PositionGaussians.of(sample);
      assertFinite(gaussians.distances(patches(color)));
      assertFinite(gaussians.distances(image(random)));
      assertFinite(gaussians.distancesWithout(3, image(random)));
    }
    PatchSample constant = sample();
    float[] gray = new float[PLACES * CHANNELS];
    Arrays.fill(gray, 0.3f);
    constant.add(patches(gray), all(), 0);
    constant.add(patches(gray), all(), 1);
    assertFinite(PositionGaussians.of(constant).distances(image(new Random(5))));
  }

  @Test
  void it_does_not_matter_what_unit_features_have() {
    float[] plain = PositionGaussians.of(sample(7, 6, 1)).distances(image(new Random(8)));
    PatchFeatures small = scaled(image(new Random(8)), 1e-3f);
    float[] scaled = PositionGaussians.of(sample(7, 6, 1e-3f)).distances(small);
    for (int i = 0; i < PLACES; i++) {
      assertThat(scaled[i]).isCloseTo(plain[i], within(1e-4f * plain[i]));
    }
  }

  @Test
  void the_tensors_hold_every_bit() {
    PositionGaussians gaussians = PositionGaussians.of(sample(1, 4, 1));
    PositionGaussians again = PositionGaussians.of(gaussians.tensors());
    PatchFeatures asked = image(new Random(9));
    assertThat(again.distances(asked)).isEqualTo(gaussians.distances(asked));
    assertThat(gaussians.withoutOrigins().distances(asked)).isEqualTo(gaussians.distances(asked));
    assertThat(PositionGaussians.of(sample(1, 4, 1)).distances(asked))
        .isEqualTo(gaussians.distances(asked));
  }

  @Test
  void tensors_that_do_not_fit_are_refused() {
    Tensors tensors = PositionGaussians.of(sample(1, 4, 1)).tensors();
    for (String name : tensors.names()) {
      Map<String, Tensor> missing = new HashMap<>(tensors.byName());
      missing.remove(name);
      assertThatThrownBy(() -> PositionGaussians.of(Tensors.of(missing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " is missing");
      Map<String, Tensor> longer = new HashMap<>(tensors.byName());
      longer.computeIfPresent(name, (n, tensor) -> tensor.resized(tensor.length() + 1));
      assertThatThrownBy(() -> PositionGaussians.of(Tensors.of(longer)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Map<String, Tensor> crowded = new HashMap<>(tensors.byName());
    int[] counts = new int[tensors.length("counts")];
    Arrays.fill(counts, Integer.MAX_VALUE);
    crowded.put("counts", new Tensor.Ints(counts));
    assertThatThrownBy(() -> PositionGaussians.of(Tensors.of(crowded)))
        .isInstanceOf(IllegalArgumentException.class);
    for (String name : new String[] {"factor", "factors", "epsilon"}) {
      Map<String, Tensor> zeros = new HashMap<>(tensors.byName());
      zeros.put(name, new Tensor.Floats(new float[tensors.length(name)]));
      assertThatThrownBy(() -> PositionGaussians.of(Tensors.of(zeros)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void extended_they_are_those_of_all_images_at_once() {
    for (int first : new int[] {1, 2, 12}) {
      Random random = new Random(first);
      PatchSample some = sample();
      PatchSample others = sample();
      PatchSample both = sample();
      for (int i = 0; i < first + 9; i++) {
        PatchFeatures image = image(random);
        boolean[] scored = all();
        scored[1] = i > 3;
        scored[2] = i == 0;
        PatchSample part = i < first ? some : others;
        // All new images have one number, as where a detector is extended.
        part.add(image, scored, i < first ? i : 0);
        both.add(image, scored, i);
      }
      PatchFeatures asked = image(random);
      float[] expected = PositionGaussians.of(both).distances(asked);
      PositionGaussians extended = PositionGaussians.of(some).extended(others, 10, 1);
      float[] found = extended.distances(asked);
      for (int place = 0; place < PLACES; place++) {
        assertThat(found[place]).isCloseTo(expected[place], within(1e-3f * expected[place]));
      }
      assertThat(PositionGaussians.of(extended.tensors()).distances(asked)).isEqualTo(found);
    }
  }

  @Test
  void what_does_not_fit_is_refused() {
    assertThatThrownBy(() -> PositionGaussians.of(sample()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one patch");
    PositionGaussians gaussians = PositionGaussians.of(sample(1, 4, 1));
    PatchFeatures narrow = new PatchFeatures(Grid.even(1, PLACES), 1, new float[PLACES]);
    assertThatThrownBy(() -> gaussians.distances(narrow))
        .isInstanceOf(IllegalArgumentException.class);
    PatchSample other = sample();
    other.add(narrow, all(), 0);
    assertThatThrownBy(() -> gaussians.extended(other, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    PatchSample twice = sample(1, 4, 1);
    twice.add(image(new Random(1)), all(), 2);
    assertThatThrownBy(() -> PositionGaussians.of(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image 2");
    PatchSample grids = sample(1, 4, 1);
    grids.add(
        new PatchFeatures(Grid.even(1, 1), CHANNELS, new float[CHANNELS]), new boolean[] {true}, 9);
    assertThatThrownBy(() -> PositionGaussians.of(grids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("grids");
    assertThatThrownBy(() -> gaussians.withoutOrigins().distancesWithout(0, image(new Random(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("training has just made");
  }

  private static PatchSample sample() {
    return new PatchSample(100_000, 1);
  }

  private static void add(PatchSample sample, int image, float... patch) {
    sample.add(
        new PatchFeatures(Grid.even(1, 1), patch.length, patch), new boolean[] {true}, image);
  }

  private static double distance(PositionGaussians gaussians, float... patch) {
    return gaussians.distances(new PatchFeatures(Grid.even(1, 1), patch.length, patch))[0];
  }

  private static PatchSample sample(long seed, int images, float unit) {
    PatchSample sample = sample();
    Random random = new Random(seed);
    for (int i = 0; i < images; i++) {
      sample.add(scaled(image(random), unit), all(), i);
    }
    return sample;
  }

  private static PatchFeatures scaled(PatchFeatures features, float unit) {
    float[] values = features.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= unit;
    }
    return patches(values);
  }

  private static PatchFeatures image(Random random) {
    float[] values = new float[PLACES * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return patches(values);
  }

  private static PatchFeatures patches(float[] values) {
    return new PatchFeatures(Grid.even(2, PLACES / 2), CHANNELS, values);
  }

  private static boolean[] all() {
    boolean[] all = new boolean[PLACES];
    Arrays.fill(all, true);
    return all;
  }

  private static void assertFinite(float[] distances) {
    for (float distance : distances) {
      assertThat(distance).isFinite().isNotNegative();
    }
  }
}
