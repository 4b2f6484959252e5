package io.github.anomaly4j.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouterTrainingTest {
  private static final int FEATURES = 12;

  @Test
  void images_of_categories_that_differ_are_routed_right() {
    Random random = new Random(1);
    List<List<float[]>> images = new ArrayList<>();
    for (int category = 0; category < 4; category++) {
      images.add(new ArrayList<>());
      for (int i = 0; i < 5 + 20 * category; i++) {
        images.get(category).add(descriptor(category, random));
      }
    }
    Router router = new RouterTraining(images).train();
    assertThat(router.categories()).isEqualTo(4);
    for (int i = 0; i < 200; i++) {
      assertThat(router.route(descriptor(i % 4, random))).isEqualTo(i % 4);
    }
  }

  @Test
  void a_new_image_of_a_category_is_no_stranger_than_usual_and_a_foreign_one_is() {
    Random random = new Random(5);
    List<List<float[]>> images = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 80; i++) {
      images.get(i % 2).add(descriptor(i % 2, random));
    }
    Router router = new RouterTraining(images).train();
    for (int i = 0; i < 100; i++) {
      assertThat(router.novelty(descriptor(i % 2, random), i % 2)).isBetween(0.3, 2.0);
      float[] foreign = descriptor(3, random);
      assertThat(router.novelty(foreign, router.route(foreign))).isGreaterThan(2);
    }
  }

  @Test
  void nothing_is_strange_to_a_category_of_one_image() {
    Router router =
        new RouterTraining(List.of(List.of(new float[] {0, 1, 5}), List.of(new float[] {1, 0, 5})))
            .train();
    assertThat(router.novelty(new float[] {100, -70, 3}, 0)).isLessThan(2);
  }

  @Test
  void a_small_difference_counts_where_images_hardly_vary() {
    // Feature 0 varies widely and says nothing; feature 1 separates the categories.
    Random random = new Random(2);
    List<List<float[]>> images = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 60; i++) {
      images.get(i % 2).add(subtle(i % 2, random));
    }
    Router router = new RouterTraining(images).train();
    for (int i = 0; i < 200; i++) {
      assertThat(router.route(subtle(i % 2, random))).isEqualTo(i % 2);
    }
  }

  @Test
  void a_category_alone_gets_every_image() {
    Random random = new Random(3);
    RouterTraining training =
        new RouterTraining(List.of(List.of(descriptor(0, random), descriptor(0, random))));
    assertThat(training.train().route(descriptor(3, random))).isZero();
  }

  @Test
  void descriptors_that_are_all_the_same_do_no_harm() {
    List<float[]> alike = Collections.nCopies(3, new float[] {1, 2, 3});
    Router router = new RouterTraining(List.of(alike, alike)).train();
    // Reading them checks that all are finite.
    Router.of(router.tensors());
    assertThat(router.route(new float[] {1, 2, 3})).isBetween(0, 1);
  }

  @Test
  void one_image_of_each_category_is_enough() {
    Router router =
        new RouterTraining(List.of(List.of(new float[] {0, 1, 5}), List.of(new float[] {1, 0, 5})))
            .train();
    assertThat(router.route(new float[] {0.1f, 0.9f, 5})).isZero();
    assertThat(router.route(new float[] {0.9f, 0.1f, 5})).isOne();
  }

  @Test
  void a_router_comes_back_from_its_tensors() {
    Random random = new Random(4);
    List<List<float[]>> images = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 12; i++) {
      images.get(i % 3).add(descriptor(i % 3, random));
    }
    Router router = new RouterTraining(images).train();
    Router again = Router.of(router.tensors());
    assertThat(again.tensors()).isEqualTo(router.tensors());
    for (int i = 0; i < 30; i++) {
      float[] asked = descriptor(random.nextInt(4), random);
      assertThat(again.route(asked)).isEqualTo(router.route(asked));
    }
  }

  @Test
  void tensors_that_are_missing_or_do_not_fit_are_refused() {
    Tensors sound = new RouterTraining(List.of(List.of(new float[] {0, 1, 5}))).train().tensors();
    for (String name : sound.names()) {
      Map<String, Tensor> missing = new HashMap<>(sound.byName());
      missing.remove(name);
      assertThatThrownBy(() -> Router.of(Tensors.of(missing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " is missing");
      Map<String, Tensor> longer = new HashMap<>(sound.byName());
      longer.computeIfPresent(name, (n, tensor) -> tensor.resized(tensor.length() + 1));
      assertThatThrownBy(() -> Router.of(Tensors.of(longer)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static float[] descriptor(int category, Random random) {
    float[] descriptor = new float[FEATURES];
    for (int c = 0; c < FEATURES; c++) {
      descriptor[c] = (float) (0.1 * random.nextGaussian() + (c % 4 == category ? 1 : 0));
    }
    return descriptor;
  }

  private static float[] subtle(int category, Random random) {
    return new float[] {
      (float) (100 * random.nextGaussian()),
      (float) (0.01 * category + 0.001 * random.nextGaussian()),
      7
    };
  }
}
