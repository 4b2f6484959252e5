package io.github.anomaly4j.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TwoStageRouterTest {
  private static final int LEFT = 0;
  private static final int GRAY = 1;
  private static final int RIGHT = 2;
  private static final int SPECKLED = 3;

  private final Random random = new Random(1);

  @Test
  void parts_and_textures_are_told_apart() {
    for (int representatives : new int[] {1, 2, 32}) {
      TwoStageRouter router = TwoStageRouter.fit(images(24), representatives);
      assertThat(router.categories()).isEqualTo(4);
      for (int i = 0; i < 80; i++) {
        assertThat(router.route(image(i % 4))).isEqualTo(i % 4);
      }
    }
  }

  @Test
  void a_category_is_a_texture_where_shifting_its_images_changes_nothing() {
    TwoStageRouter router = TwoStageRouter.fit(images(24));
    assertThat(router.texture(LEFT)).isFalse();
    assertThat(router.texture(RIGHT)).isFalse();
    assertThat(router.texture(GRAY)).isTrue();
    assertThat(router.texture(SPECKLED)).isTrue();
  }

  @Test
  void one_image_does_not_tell_a_texture_but_is_routed_by_its_pixels() {
    TwoStageRouter router = TwoStageRouter.fit(images(1));
    for (int category = 0; category < 4; category++) {
      assertThat(router.texture(category)).isFalse();
    }
    assertThat(router.route(image(LEFT))).isEqualTo(LEFT);
    assertThat(router.route(image(RIGHT))).isEqualTo(RIGHT);
  }

  @Test
  void a_part_that_lies_in_either_of_two_poses_is_known_in_both() {
    List<Image> poses = Stream.concat(some(12, LEFT), some(12, RIGHT)).toList();
    List<Image> flat = some(12, GRAY).toList();
    assertThat(TwoStageRouter.fit(List.of(poses, flat), 2).route(image(LEFT))).isZero();
    assertThat(TwoStageRouter.fit(List.of(poses, flat), 2).route(image(RIGHT))).isZero();
  }

  @Test
  void a_defect_does_not_decide_however_glaring() {
    List<Image> dim = List.of(Image.filled(64, 64, 0.4f, 0.4f, 0.4f));
    List<Image> bright = List.of(Image.filled(64, 64, 0.6f, 0.6f, 0.6f));
    float[] rgb = dim.get(0).toArray();
    for (int channel = 0; channel < 3; channel++) {
      Arrays.fill(rgb, channel * 4096, channel * 4096 + 1024, 1);
    }
    assertThat(TwoStageRouter.fit(List.of(dim, bright)).route(Image.of(64, 64, rgb))).isZero();
  }

  @Test
  void a_part_that_looks_like_a_texture_of_another_color_comes_back_by_its_color() {
    List<Image> parts = new ArrayList<>();
    List<Image> textures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      // The left side is a little darker in the parts, and much in the first of them.
      parts.add(halves(i == 0 ? 0.3f : 0.46f, 0.5f, 0));
      textures.add(halves(0.5f, 0.5f, 0.06f));
    }
    TwoStageRouter router = TwoStageRouter.fit(List.of(textures, parts), 1);
    assertThat(router.texture(0)).isTrue();
    assertThat(router.texture(1)).isFalse();
    assertThat(router.route(halves(0.5f, 0.5f, 0))).isOne();
    assertThat(router.route(halves(0.5f, 0.5f, 0.06f))).isZero();
  }

  @Test
  void a_part_that_lies_mirrored_is_known() {
    List<Image> part = List.of(halves(0.2f, 0.8f, 0));
    List<Image> flat = List.of(halves(0.5f, 0.5f, 0));
    TwoStageRouter router = TwoStageRouter.fit(List.of(flat, part));
    assertThat(router.route(halves(0.2f, 0.8f, 0))).isOne();
    assertThat(router.route(halves(0.8f, 0.2f, 0))).isOne();
  }

  @Test
  void mirroring_and_shifting_turn_bits_of_a_pixels_number_over() {
    int side = Thumbnail.SIDE;
    for (int pixel = 0; pixel < Thumbnail.PIXELS; pixel++) {
      int plane = pixel / (side * side) * side * side;
      int y = pixel / side % side;
      int x = pixel % side;
      assertThat(pixel ^ Thumbnail.MIRRORINGS[1]).isEqualTo(plane + y * side + side - 1 - x);
      assertThat(pixel ^ Thumbnail.MIRRORINGS[2]).isEqualTo(plane + (side - 1 - y) * side + x);
      assertThat(pixel ^ Thumbnail.SHIFTS[0]).isEqualTo(plane + y * side + (x + side / 2) % side);
      assertThat(pixel ^ Thumbnail.SHIFTS[1]).isEqualTo(plane + (y + side / 2) % side * side + x);
    }
  }

  @Test
  void images_scaled_beforehand_give_the_same_router() {
    List<List<Image>> large =
        images(3).stream()
            .map(own -> own.stream().map(image -> image.resize(150, 100)).toList())
            .toList();
    List<List<Image>> small =
        large.stream()
            .map(
                own ->
                    own.stream()
                        .map(image -> image.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE))
                        .toList())
            .toList();
    assertThat(TwoStageRouter.fit(large).tensors()).isEqualTo(TwoStageRouter.fit(small).tensors());
  }

  @Test
  void it_comes_back_from_its_tensors_and_is_fitted_the_same_twice() {
    List<List<Image>> images = images(40);
    TwoStageRouter router = TwoStageRouter.fit(images, 5);
    TwoStageRouter again = TwoStageRouter.of(router.tensors());
    assertThat(again.tensors()).isEqualTo(router.tensors());
    assertThat(TwoStageRouter.fit(images, 5).tensors()).isEqualTo(router.tensors());
    for (int i = 0; i < 40; i++) {
      Image asked = image(i % 4);
      assertThat(again.route(asked)).isEqualTo(router.route(asked));
    }
  }

  @Test
  void images_that_are_all_the_same_do_no_harm() {
    List<Image> blank = Collections.nCopies(50, Image.filled(8, 8, 0.5f, 0.5f, 0.5f));
    List<Image> part = Collections.nCopies(50, image(LEFT));
    TwoStageRouter router = TwoStageRouter.fit(List.of(blank, part));
    assertThat(router.texture(0)).isTrue();
    assertThat(router.texture(1)).isFalse();
    assertThat(router.route(blank.get(0))).isZero();
    assertThat(router.route(part.get(0))).isOne();
    // Reading them checks that all are finite.
    TwoStageRouter.of(router.tensors());
  }

  @Test
  void tensors_that_are_missing_or_do_not_fit_are_refused() {
    Tensors sound = TwoStageRouter.fit(images(2)).tensors();
    for (String name : sound.names()) {
      Map<String, Tensor> missing = new HashMap<>(sound.byName());
      missing.remove(name);
      assertThatThrownBy(() -> TwoStageRouter.of(Tensors.of(missing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
      Map<String, Tensor> longer = new HashMap<>(sound.byName());
      longer.computeIfPresent(name, (n, tensor) -> tensor.resized(tensor.length() + 1));
      assertThatThrownBy(() -> TwoStageRouter.of(Tensors.of(longer)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int owner : new int[] {-1, 4}) {
      int[] owners = sound.ints("owners", 0, 3, Tensors.ANY).clone();
      owners[3] = owner;
      Map<String, Tensor> wrong = new HashMap<>(sound.byName());
      wrong.put("owners", new Tensor.Ints(owners));
      assertThatThrownBy(() -> TwoStageRouter.of(Tensors.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("owners has a value of " + owner);
    }
  }

  @Test
  void nothing_to_learn_from_is_refused() {
    for (Supplier<TwoStageRouter> wrong :
        List.<Supplier<TwoStageRouter>>of(
            () -> TwoStageRouter.fit(List.of()),
            () -> TwoStageRouter.fit(List.of(List.of())),
            () -> TwoStageRouter.fit(images(1), 0))) {
      assertThatThrownBy(wrong::get).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void light_that_differs_as_a_whole_counts_half_in_the_pixels() {
    float[] dark = Thumbnail.of(Image.filled(64, 64, 0.2f, 0.4f, 0.6f)).pixels();
    float[] light = Thumbnail.of(Image.filled(64, 64, 0.4f, 0.6f, 0.8f)).pixels();
    assertThat(dark).hasSize(3 * 32 * 32);
    for (int i = 0; i < dark.length; i++) {
      assertThat(light[i] - dark[i]).isCloseTo(0.1f, within(1e-6f));
    }
  }

  @Test
  void a_histogram_is_the_share_of_pixels_in_each_cell_of_colors() {
    float[] rgb = new float[3 * 64 * 64];
    // The upper quarter is pure red, the rest black.
    Arrays.fill(rgb, 0, 64 * 16, 1);
    float[] histogram = Thumbnail.of(Image.of(64, 64, rgb)).histogram();
    assertThat(histogram).hasSize(24 * 24 * 24);
    assertThat(histogram[23 * 24 * 24]).isCloseTo(0.25f, within(1e-5f));
    assertThat(histogram[0]).isCloseTo(0.75f, within(1e-5f));
  }

  private List<List<Image>> images(int count) {
    return Stream.of(LEFT, GRAY, RIGHT, SPECKLED)
        .map(category -> some(count, category).toList())
        .toList();
  }

  private Stream<Image> some(int count, int category) {
    return Stream.generate(() -> image(category)).limit(count);
  }

  private Image halves(float left, float right, float redder) {
    float[] rgb = new float[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      float level = i % 64 < 32 ? left : right;
      float noise = 0.06f * random.nextFloat() - 0.03f;
      rgb[i] = level + noise + (i < 64 * 64 ? redder : -redder / 2);
    }
    return Image.of(64, 64, rgb);
  }

  /** The two textures have the same mean, so that only their colors tell them apart. */
  private Image image(int category) {
    int side = 64;
    float[] rgb = new float[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      boolean left = i % side < side / 2;
      float level =
          switch (category) {
            case LEFT -> left ? 0.9f : 0.3f;
            case RIGHT -> left ? 0.3f : 0.9f;
            default -> 0.5f;
          };
      float noise = 0.1f * random.nextFloat() - 0.05f;
      float speckle = category == SPECKLED ? (random.nextBoolean() ? 0.2f : -0.2f) : 0;
      rgb[i] = level + noise + speckle;
      rgb[side * side + i] = level + noise;
      rgb[2 * side * side + i] = level + noise - speckle;
    }
    return Image.of(side, side, rgb);
  }
}
