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
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
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
  void a_flip_takes_each_pixel_to_the_other_side(@ForAll("images") Image image) {
    RandomGenerator random = RandomStreams.of(0);
    Image leftRight = new HorizontalFlip().apply(image, random);
    Image topBottom = new VerticalFlip().apply(image, random);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        float value = image.at(channel, x, y);
        assertThat(leftRight.at(channel, image.width() - 1 - x, y)).isEqualTo(value);
        assertThat(topBottom.at(channel, x, image.height() - 1 - y)).isEqualTo(value);
      }
    }
  }

  @Property(tries = 200)
  void brightness_adds_and_contrast_scales_about_the_mean(
      @ForAll @DoubleRange(min = 0, max = 0.2) double brightness,
      @ForAll @DoubleRange(min = 0, max = 0.5) double contrast,
      @ForAll("seeds") long seed) {
    // So far from black and white that nothing is cut off.
    Image image = Images.noisy(9, 7, seed, 0.5f, 0.3f);
    float[] before = image.toArray();
    float[] after =
        new BrightnessContrast(brightness, contrast)
            .apply(image, RandomStreams.of(seed + 1))
            .toArray();
    double factor = (after[1] - after[0]) / (double) (before[1] - before[0]);
    Assume.that(Math.abs(before[1] - before[0]) > 0.01);
    assertThat(factor).isBetween(1 - contrast - 1e-3, 1 + contrast + 1e-3);
    assertThat(mean(after) - mean(before)).isBetween(-brightness - 1e-6, brightness + 1e-6);
    for (int i = 0; i < after.length; i++) {
      assertThat((double) after[i])
          .isCloseTo(mean(after) + factor * (before[i] - mean(before)), within(1e-3));
    }
  }

  @Property(tries = 200)
  void brightness_and_contrast_keep_the_order_of_values_and_their_range(
      @ForAll("images") Image image, @ForAll("seeds") long seed) {
    float[] before = image.toArray();
    float[] after = new BrightnessContrast(1, 1).apply(image, RandomStreams.of(seed)).toArray();
    for (int i = 1; i < after.length; i++) {
      assertThat(after[i]).isBetween(0f, 1f);
      if (before[i] > before[i - 1]) {
        assertThat(after[i]).isGreaterThanOrEqualTo(after[i - 1]);
      }
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Property(tries = 200)
  void a_turn_keeps_distances_and_stays_within_its_angle(
      @ForAll @DoubleRange(min = 0.1, max = 180) double degrees, @ForAll("seeds") long seed) {
    // Of a slope, values between pixels are exact.
    Image turned = new Rotation(false, degrees).apply(slope(41, 41), RandomStreams.of(seed));
    double across = turned.at(0, 21, 20) - turned.at(0, 20, 20);
    double down = turned.at(0, 20, 21) - turned.at(0, 20, 20);
    assertThat(40 * Math.hypot(across, down)).isCloseTo(1, within(1e-4));
    assertThat(Math.toDegrees(Math.abs(Math.atan2(down, across))))
        .isLessThanOrEqualTo(degrees + 1e-2);
    for (int i = 0; i < 41 * 41; i++) {
      int x = i % 41 - 20;
      int y = i / 41 - 20;
      if (Math.hypot(x, y) < 20) {
        assertThat((double) turned.at(0, i % 41, i / 41))
            .isCloseTo(0.5 + across * x + down * y, within(1e-4));
      }
    }
  }

  @Property(tries = 300)
  void a_crop_has_an_area_and_an_aspect_within_their_limits(@ForAll("seeds") long seed) {
    Image part =
        new RandomResizedCrop(20, 30, 0.1, 0.4, 0.5, 2)
            .apply(slope(400, 300), RandomStreams.of(seed));
    double width = (part.at(0, 15, 15) - part.at(0, 5, 15)) * 399 * 20 / 10;
    double height = (part.at(1, 10, 20) - part.at(1, 10, 10)) * 299 * 30 / 10;
    assertThat(width * height / (400 * 300)).isBetween(0.098, 0.403);
    assertThat(width / height * 300 / 400).isBetween(0.49, 2.05);
    double left = part.at(0, 0, 15) * 399 + 0.5 - width / 40;
    double top = part.at(1, 10, 0) * 299 + 0.5 - height / 60;
    assertThat(left).isBetween(-0.1, 400 - width + 0.1);
    assertThat(top).isBetween(-0.1, 300 - height + 0.1);
  }

  /** Red rises from 0 at the left to 1 at the right, green from the top down. */
  private static Image slope(int width, int height) {
    float[] rgb = new float[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[i] = i % width / (width - 1f);
      rgb[width * height + i] = i / width / (height - 1f);
    }
    return Image.of(width, height, rgb);
  }

  @Example
  void a_choice_is_made_as_often_as_its_probability_says() {
    Image corner = slope(4, 4);
    Augmentation sometimes = Sometimes.of(0.3, new HorizontalFlip());
    Augmentation one = OneOf.of(new HorizontalFlip(), new HorizontalFlip(), new VerticalFlip());
    int flipped = 0;
    int leftRight = 0;
    for (int seed = 0; seed < 5000; seed++) {
      flipped += sometimes.apply(corner, RandomStreams.of(seed)).equals(corner) ? 0 : 1;
      leftRight += one.apply(corner, RandomStreams.of(seed)).at(0, 0, 0) == 1 ? 1 : 0;
    }
    // 4.5 standard deviations.
    assertThat(flipped / 5000.0).isCloseTo(0.3, within(0.03));
    assertThat(leftRight / 5000.0).isCloseTo(2 / 3.0, within(0.03));
  }

  @Property(tries = 100)
  void steps_are_taken_in_their_order_with_one_source_of_randomness(
      @ForAll("transforms") Augmentation first,
      @ForAll("transforms") Augmentation second,
      @ForAll("images") Image image,
      @ForAll("seeds") long seed) {
    RandomGenerator random = RandomStreams.of(seed);
    Image expected = second.apply(first.apply(image, random), random);
    assertThat(Compose.of(first, second).apply(image, RandomStreams.of(seed))).isEqualTo(expected);
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
    assertThat(RandomResizedCrop.to(20, 30))
        .isEqualTo(new RandomResizedCrop(20, 30, 0.5, 1, 0.75, 4 / 3.0));
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
      @ForAll @IntRange(min = -99, max = 99) int right,
      @ForAll @IntRange(min = -99, max = 99) int down) {
    Image shifted = Shift.by(image, right, down);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      assertThat(shifted.at(1, x, y))
          .isEqualTo(
              image.at(1, bounced(x - right, image.width()), bounced(y - down, image.height())));
    }
  }

  /** Reflects as often as it takes; the border counts twice. */
  private static int bounced(int index, int length) {
    int inside = index;
    while (inside < 0 || inside >= length) {
      inside = inside < 0 ? -1 - inside : 2 * length - 1 - inside;
    }
    return inside;
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
