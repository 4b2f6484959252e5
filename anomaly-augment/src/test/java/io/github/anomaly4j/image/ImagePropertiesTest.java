package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ImagePropertiesTest {
  @Provide
  Arbitrary<Image> images() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 40), Arbitraries.integers().between(1, 40), seeds())
        .as(
            (width, height, seed) -> {
              float[] rgb = new float[3 * width * height];
              SplittableRandom random = new SplittableRandom(seed);
              for (int i = 0; i < rgb.length; i++) {
                rgb[i] = random.nextInt(256) / 255f;
              }
              return Image.of(width, height, rgb);
            });
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withoutEdgeCases();
  }

  @Property(tries = 200)
  void images_of_eight_bits_survive_the_way_through_java(@ForAll("images") Image image) {
    Image back = Image.from(image.toBufferedImage());
    assertThat(back).isEqualTo(image).hasSameHashCodeAs(image);
  }

  @Property(tries = 200)
  void shrinking_keeps_the_mean(
      @ForAll("images") Image image,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height) {
    Image shrunken = image.resize(Math.min(width, image.width()), Math.min(height, image.height()));
    assertThat(mean(shrunken)).isCloseTo(mean(image), within(1e-4));
  }

  @Property(tries = 200)
  void resizing_stays_between_the_darkest_and_the_lightest(
      @ForAll("images") Image image,
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height) {
    Image resized = image.resize(width, height);
    assertThat(resized.width()).isEqualTo(width);
    assertThat(resized.height()).isEqualTo(height);
    assertThat(min(resized)).isGreaterThanOrEqualTo(min(image) - 1e-5f);
    assertThat(max(resized)).isLessThanOrEqualTo(Math.min(1, max(image) + 1e-5f));
  }

  @Property(tries = 100)
  void its_own_size_changes_nothing(@ForAll("images") Image image) {
    assertThat(image.resize(image.width(), image.height())).isEqualTo(image);
  }

  @Property(tries = 100)
  void doubling_and_halving_a_straight_slope_gives_it_back(
      @ForAll @IntRange(min = 3, max = 30) int side) {
    float[] rgb = new float[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (i % side) / (float) side;
    }
    Image back = Image.of(side, side, rgb).resize(2 * side, 2 * side).resize(side, side);
    for (int x = 1; x < side - 1; x++) {
      assertThat(back.at(0, x, side / 2)).isCloseTo(x / (float) side, within(1e-5f));
    }
  }

  @Property(tries = 200)
  void a_crop_holds_the_pixels_of_its_place(
      @ForAll("images") Image image, @ForAll("seeds") long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int x = random.nextInt(image.width());
    int y = random.nextInt(image.height());
    Image part = image.crop(x, y, image.width() - x, image.height() - y);
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      assertThat(part.at(channel, 0, 0)).isEqualTo(image.at(channel, x, y));
      assertThat(part.at(channel, part.width() - 1, part.height() - 1))
          .isEqualTo(image.at(channel, image.width() - 1, image.height() - 1));
    }
  }

  private static double mean(Image image) {
    double sum = 0;
    float[] rgb = image.toArray();
    for (float value : rgb) {
      sum += value;
    }
    return sum / rgb.length;
  }

  private static float min(Image image) {
    float min = 1;
    for (float value : image.toArray()) {
      min = Math.min(min, value);
    }
    return min;
  }

  private static float max(Image image) {
    float max = 0;
    for (float value : image.toArray()) {
      max = Math.max(max, value);
    }
    return max;
  }
}
