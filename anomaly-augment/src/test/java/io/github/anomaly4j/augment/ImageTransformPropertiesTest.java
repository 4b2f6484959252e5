package io.github.anomaly4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ImageTransformPropertiesTest {
  @Provide
  Arbitrary<Image> images() {
    return Images.any();
  }

  @Provide
  Arbitrary<Augmentation> transforms() {
    return Arbitraries.of(
        new HorizontalFlip(),
        new VerticalFlip(),
        new Rotation(true, 0),
        new Rotation(true, 10),
        new Rotation(false, 180),
        new Shift(0.3),
        new BrightnessContrast(0.2, 0.2),
        Sometimes.of(0.5, new HorizontalFlip()),
        OneOf.of(new HorizontalFlip(), new VerticalFlip()),
        Compose.of(new HorizontalFlip(), new BrightnessContrast(1, 1)));
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withoutEdgeCases();
  }

  @Property(tries = 300)
  void the_size_stays(
      @ForAll("transforms") Augmentation transform,
      @ForAll("images") Image image,
      @ForAll("seeds") long seed) {
    Image result = transform.apply(image, RandomStreams.of(seed));
    assertThat(result.width()).isEqualTo(image.width());
    assertThat(result.height()).isEqualTo(image.height());
  }

  @Property(tries = 300)
  void the_same_seed_gives_the_same_image(
      @ForAll("transforms") Augmentation transform,
      @ForAll("images") Image image,
      @ForAll("seeds") long seed) {
    assertThat(transform.apply(image, RandomStreams.of(seed)))
        .isEqualTo(transform.apply(image, RandomStreams.of(seed)));
  }

  @Property(tries = 100)
  void flipping_twice_is_not_flipping(@ForAll("images") Image image) {
    RandomGenerator random = RandomStreams.of(0);
    for (Augmentation flip : new Augmentation[] {new HorizontalFlip(), new VerticalFlip()}) {
      assertThat(flip.apply(flip.apply(image, random), random)).isEqualTo(image);
    }
  }

  @Property(tries = 100)
  void quarter_turns_move_values_and_change_none(
      @ForAll("images") Image image, @ForAll("seeds") long seed) {
    float[] turned = new Rotation(true, 0).apply(image, RandomStreams.of(seed)).toArray();
    float[] values = image.toArray();
    Arrays.sort(turned);
    Arrays.sort(values);
    assertThat(turned).containsExactly(values);
  }

  @Property(tries = 200)
  void a_crop_is_a_part_of_the_image(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll("seeds") long seed) {
    Image inside = Image.filled(width, height, 0.25f, 0.5f, 0.75f);
    Image part =
        new RandomResizedCrop(20, 30, 0.05, 1, 0.1, 10).apply(inside, RandomStreams.of(seed));
    assertThat(part.width()).isEqualTo(20);
    assertThat(part.height()).isEqualTo(30);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(part.at(channel, 19, 29)).isCloseTo((1 + channel) * 0.25f, within(1e-5f));
    }
  }

  @Example
  void a_quarter_turn_takes_the_top_right_to_another_corner() {
    float[] rgb = new float[3 * 9];
    rgb[2] = 1;
    Image corner = Image.of(3, 3, rgb);
    boolean[] seen = new boolean[9];
    for (int seed = 0; seed < 50; seed++) {
      Image turned = new Rotation(true, 0).apply(corner, RandomStreams.of(seed));
      for (int i = 0; i < 9; i++) {
        seen[i] |= turned.at(0, i % 3, i / 3) == 1;
      }
    }
    assertThat(seen).containsExactly(true, false, true, false, false, false, true, false, true);
  }

  @Property(tries = 100)
  void a_shift_moves_the_image_and_mirrors_it_at_its_border(
      @ForAll("images") Image image,
      @ForAll @IntRange(min = -5, max = 5) int right,
      @ForAll @IntRange(min = -5, max = 5) int down) {
    int width = image.width();
    int height = image.height();
    Image shifted = Shift.by(image, right, down);
    for (int i = 0; i < width * height; i++) {
      int x = i % width - right;
      int y = i / width - down;
      if (x >= 0 && x < width && y >= 0 && y < height) {
        assertThat(shifted.at(1, i % width, i / width)).isEqualTo(image.at(1, x, y));
      }
    }
    if (right == 2 && width > 2) {
      assertThat(Shift.by(image, right, 0).at(0, 1, 0)).isEqualTo(image.at(0, 0, 0));
      assertThat(Shift.by(image, right, 0).at(0, 0, 0)).isEqualTo(image.at(0, 1, 0));
    }
  }

  @Example
  void a_shift_goes_as_far_as_told_each_way_and_no_farther() {
    float[] rgb = new float[3 * 400];
    rgb[10 * 20 + 10] = 1;
    Image dot = Image.of(20, 20, rgb);
    int left = 20;
    int bottom = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[] red = new Shift(0.1).apply(dot, RandomStreams.of(seed)).toArray();
      int place = 0;
      while (red[place] == 0) {
        place++;
      }
      assertThat(place % 20).isBetween(8, 12);
      assertThat(place / 20).isBetween(8, 12);
      left = Math.min(left, place % 20);
      bottom = Math.max(bottom, place / 20);
    }
    assertThat(left).isEqualTo(8);
    assertThat(bottom).isEqualTo(12);
  }

  @Example
  void a_small_turn_keeps_the_center() {
    Image image = Images.bars(33);
    Image turned = new Rotation(false, 30).apply(image, RandomStreams.of(1));
    assertThat(turned.at(0, 16, 16)).isCloseTo(image.at(0, 16, 16), within(1e-5f));
    assertThat(turned).isNotEqualTo(image);
  }

  @Example
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Rotation(true, 181));
    assertThatIllegalArgumentException().isThrownBy(() -> new Shift(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BrightnessContrast(-0.1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new BrightnessContrast(0, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(0, 9, 0.5, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomResizedCrop(9, 9, 0, 1, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(9, 9, 0.5, 1, 2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sometimes.of(Double.NaN, new HorizontalFlip()));
  }
}
