package io.github.anomaly4j.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchFeatures;
import io.github.anomaly4j.library.PatchSample;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NearestLibraryTest {
  private static final int CHANNELS = 4;
  private static final int PATCHES = 25;

  private final Random random = new Random(1);
  private final List<FeatureLibrary> libraries = List.of(library(0), library(3), library(6));

  @AfterEach
  void close() {
    libraries.forEach(FeatureLibrary::close);
  }

  @Test
  void a_picture_belongs_to_the_library_that_its_patches_are_nearest_to() {
    for (int i = 0; i < 30; i++) {
      assertThat(NearestLibrary.route(libraries, patches(3 * (i % 3)), scored(PATCHES)))
          .isEqualTo(i % 3);
    }
  }

  @Test
  void a_defect_of_less_than_half_the_patches_does_not_change_the_category() {
    float[] values = patches(0).values();
    Arrays.fill(values, 0, PATCHES / 2 * CHANNELS, 6);
    PatchFeatures defective = new PatchFeatures(1, PATCHES, CHANNELS, values);
    assertThat(NearestLibrary.route(libraries, defective, scored(PATCHES))).isZero();
  }

  @Test
  void the_distance_is_the_median_over_the_patches_that_are_scored() {
    PatchFeatures features = patches(1);
    float[] all = libraries.get(0).distances(features);
    for (int count = 1; count <= 6; count++) {
      float[] counted = Arrays.copyOf(all, count);
      Arrays.sort(counted);
      assertThat(NearestLibrary.distance(libraries.get(0), features, scored(count)))
          .isCloseTo((counted[count / 2] + counted[(count - 1) / 2]) / 2, within(1e-6));
    }
  }

  @Test
  void a_product_that_no_library_knows_is_far_from_all() {
    for (FeatureLibrary library : libraries) {
      assertThat(NearestLibrary.distance(library, patches(60), scored(PATCHES))).isGreaterThan(20);
    }
    assertThat(NearestLibrary.distance(libraries.get(1), patches(3), scored(PATCHES)))
        .isBetween(0.3, 2.0);
  }

  @Test
  void nothing_to_compare_is_refused() {
    assertThatThrownBy(() -> NearestLibrary.route(List.of(), patches(0), scored(PATCHES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no libraries");
    assertThatThrownBy(() -> NearestLibrary.route(libraries, patches(0), scored(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no patch");
  }

  private FeatureLibrary library(double offset) {
    PatchSample sample = new PatchSample(1000, 1);
    for (int i = 0; i < 10; i++) {
      sample.add(patches(offset), scored(PATCHES));
    }
    float[] weights = new float[CHANNELS];
    Arrays.fill(weights, 1);
    return FeatureLibrary.of(sample, weights, 50, 1);
  }

  private PatchFeatures patches(double offset) {
    float[] values = new float[PATCHES * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + random.nextGaussian());
    }
    return new PatchFeatures(1, PATCHES, CHANNELS, values);
  }

  /** The first patches are scored. */
  private static boolean[] scored(int count) {
    boolean[] scored = new boolean[PATCHES];
    Arrays.fill(scored, 0, count, true);
    return scored;
  }
}
