package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ImageChangePropertiesTest {
  private static final int DISTANCE = 8;

  /** Noise, also in images that are smaller than the shift. */
  @Provide
  Arbitrary<Image> images() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(1, 40),
            Arbitraries.longs().withoutEdgeCases())
        .as(
            (width, height, seed) -> {
              SplittableRandom random = new SplittableRandom(seed);
              float[] rgb = new float[3 * width * height];
              for (int i = 0; i < rgb.length; i++) {
                rgb[i] = random.nextInt(256) / 255f;
              }
              return Image.of(width, height, rgb);
            });
  }

  @Property(tries = 100)
  void nothing_is_done_to_an_image_as_it_is(@ForAll("images") Image image) {
    assertThat(ImageChange.AS_IS.apply(image)).isEqualTo(image);
  }

  @Property(tries = 100)
  void every_value_gets_darker_or_brighter_by_a_tenth_and_stays_in_range(
      @ForAll("images") Image image) {
    float[] values = image.toArray();
    float[] darker = ImageChange.DARKER.apply(image).toArray();
    float[] brighter = ImageChange.BRIGHTER.apply(image).toArray();
    for (int i = 0; i < values.length; i++) {
      assertThat(darker[i]).isEqualTo(values[i] * 0.9f);
      assertThat(brighter[i]).isEqualTo(Math.min(1, values[i] * 1.1f));
    }
  }

  @Property(tries = 100)
  void a_shift_moves_what_stays_inside_and_mirrors_it_at_the_uncovered_border(
      @ForAll("images") Image image) {
    Image shifted = ImageChange.SHIFTED.apply(image);
    assertThat(shifted.width()).isEqualTo(image.width());
    assertThat(shifted.height()).isEqualTo(image.height());
    // Bounces at either border for as long as it takes: the fold of the code, step by step.
    IntBinaryOperator origin =
        (index, length) -> {
          int from = index - DISTANCE;
          while (from < 0 || from >= length) {
            from = from < 0 ? -1 - from : 2 * length - 1 - from;
          }
          return from;
        };
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int fromX = origin.applyAsInt(x, image.width());
        int fromY = origin.applyAsInt(y, image.height());
        for (int channel = 0; channel < 3; channel++) {
          assertThat(shifted.at(channel, x, y)).isEqualTo(image.at(channel, fromX, fromY));
        }
      }
    }
  }

  @Property(tries = 100)
  void a_crop_takes_the_first_columns_and_rows_away_and_leaves_a_pixel_at_least(
      @ForAll("images") Image image) {
    Image cropped = ImageChange.CROPPED.apply(image);
    assertThat(cropped.width()).isEqualTo(Math.max(1, image.width() - DISTANCE));
    assertThat(cropped.height()).isEqualTo(Math.max(1, image.height() - DISTANCE));
    int left = image.width() - cropped.width();
    int top = image.height() - cropped.height();
    for (int y = 0; y < cropped.height(); y++) {
      for (int x = 0; x < cropped.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(cropped.at(channel, x, y)).isEqualTo(image.at(channel, left + x, top + y));
        }
      }
    }
  }

  @Property(tries = 50)
  void a_compressed_image_is_of_the_same_size_a_little_different_and_always_the_same(
      @ForAll("images") Image noise) {
    float[] rgb = new float[3 * noise.width() * noise.height()];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % noise.width();
      int y = i / noise.width() % noise.height();
      rgb[i] = (float) (0.5 + 0.4 * Math.sin(x / 6.0) * Math.cos(y / 9.0));
    }
    Image smooth = Image.of(noise.width(), noise.height(), rgb);
    Image compressed = ImageChange.JPEG.apply(smooth);
    assertThat(compressed.width()).isEqualTo(smooth.width());
    assertThat(compressed.height()).isEqualTo(smooth.height());
    assertThat(compressed.toArray()).usingComparatorWithPrecision(0.06f).containsExactly(rgb);
    assertThat(ImageChange.JPEG.apply(noise))
        .isEqualTo(ImageChange.JPEG.apply(noise))
        .isNotEqualTo(noise);
  }

  @Property(tries = 100)
  void a_turn_brings_the_left_edge_to_the_top_and_four_turns_are_none(
      @ForAll("images") Image image) {
    Image turned = ImageChange.TURNED.apply(image);
    assertThat(turned.width()).isEqualTo(image.height());
    assertThat(turned.height()).isEqualTo(image.width());
    int last = image.height() - 1;
    for (int i = 0; i <= last; i++) {
      assertThat(turned.at(1, last - i, 0)).isEqualTo(image.at(1, 0, i));
    }
    Image again = turned;
    for (int turn = 1; turn < 4; turn++) {
      again = ImageChange.TURNED.apply(again);
    }
    assertThat(again).isEqualTo(image);
  }

  @Property(tries = 50)
  void a_tilt_turns_a_slope_by_five_degrees_about_the_middle(@ForAll("images") Image noise) {
    int width = noise.width();
    int height = noise.height();
    float[] rgb = new float[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.1f + 0.8f * (i % width) / 40;
    }
    Image tilted = ImageChange.TILTED.apply(Image.of(width, height, rgb));
    assertThat(tilted.width()).isEqualTo(width);
    assertThat(tilted.height()).isEqualTo(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromX =
            (width - 1) / 2.0
                + Math.cos(Math.toRadians(5)) * (x - (width - 1) / 2.0)
                + Math.sin(Math.toRadians(5)) * (y - (height - 1) / 2.0);
        if (fromX >= 0 && fromX <= width - 1) {
          assertThat((double) tilted.at(1, x, y)).isCloseTo(0.1 + 0.8 * fromX / 40, within(1e-4));
        }
      }
    }
  }
}
