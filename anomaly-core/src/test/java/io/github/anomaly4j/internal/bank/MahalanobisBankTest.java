package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MahalanobisBankTest {
  private static final int CHANNELS = 8;
  private final Random random = new Random(1);

  @Test
  void an_image_scores_higher_the_less_it_is_like_its_category() {
    List<List<float[]>> categories = List.of(images(40, 0), images(10, 5));
    List<MahalanobisBank> libraries = MahalanobisBank.fit(categories, 1);
    assertThat(libraries).hasSize(2);
    for (int i = 0; i < 50; i++) {
      float[] first = image(0);
      float[] second = image(5);
      assertThat(libraries.get(0).score(first)).isLessThan(libraries.get(0).score(second));
      assertThat(libraries.get(1).score(second)).isLessThan(libraries.get(1).score(first));
    }
  }

  @Test
  void the_score_is_the_logarithm_of_the_mean_distance_to_the_three_nearest_images() {
    Tensors tensors =
        Tensors.builder()
            .floats("mean", 1, 0)
            .floats("projection", 2, 0, 0, 1)
            .floats("points", 0, 0, 0, 4, 3, 0, 100, 100)
            .ints("points of each image", 1)
            .build();
    assertThat(MahalanobisBank.of(tensors).score(new float[] {1, 0}))
        .isCloseTo(Math.log((0 + 4 + 3) / 3.0 + 1e-3), within(1e-9));
    assertThat(MahalanobisBank.of(tensors).score(new float[] {2.5f, 4}))
        .isCloseTo(Math.log((3 + 4 + 5) / 3.0 + 1e-3), within(1e-9));
  }

  @Test
  void an_image_in_several_poses_counts_once_by_the_nearest() {
    Tensors tensors =
        Tensors.builder()
            .floats("mean", 0)
            .floats("projection", 1)
            .floats("points", 0, 1, 10, 4, 6, 100, 8, 9)
            .ints("points of each image", 2)
            .build();
    assertThat(MahalanobisBank.of(tensors).score(new float[] {0}))
        .isCloseTo(Math.log((0 + 4 + 6) / 3.0 + 1e-3), within(1e-9));
  }

  @Test
  void it_comes_back_from_its_tensors_with_the_same_bits() {
    MahalanobisBank library = MahalanobisBank.fit(List.of(images(12, 0)), 1).get(0);
    MahalanobisBank again = MahalanobisBank.of(library.tensors());
    for (int i = 0; i < 20; i++) {
      float[] asked = image(i);
      assertThat(again.score(asked)).isEqualTo(library.score(asked));
    }
  }

  @Test
  void one_image_or_images_that_are_all_alike_give_finite_scores() {
    float[] one = image(0);
    for (List<float[]> images : List.of(List.of(one), Collections.nCopies(5, one))) {
      MahalanobisBank library = MahalanobisBank.fit(List.of(images), 1).get(0);
      assertThat(library.score(one)).isFinite();
      assertThat(library.score(image(3))).isFinite().isGreaterThan(library.score(one));
    }
  }

  @Test
  void tensors_that_are_missing_or_do_not_fit_are_refused() {
    Tensors sound = MahalanobisBank.fit(List.of(images(12, 0)), 1).get(0).tensors();
    for (String name : sound.names()) {
      Map<String, Tensor> missing = new HashMap<>(sound.byName());
      missing.remove(name);
      assertThatThrownBy(() -> MahalanobisBank.of(Tensors.of(missing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
      Map<String, Tensor> longer = new HashMap<>(sound.byName());
      longer.computeIfPresent(name, (n, tensor) -> tensor.resized(tensor.length() + 1));
      assertThatThrownBy(() -> MahalanobisBank.of(Tensors.of(longer)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private List<float[]> images(int count, double offset) {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(image(offset));
    }
    return images;
  }

  private float[] image(double offset) {
    float[] descriptor = new float[CHANNELS];
    double common = random.nextGaussian();
    for (int c = 0; c < CHANNELS; c++) {
      descriptor[c] =
          (float) (offset * (c % 2 * 2 - 1) + common + 0.3 * (c + 1) * random.nextGaussian());
    }
    return descriptor;
  }
}
