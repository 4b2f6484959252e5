package io.github.anomaly4j.internal.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LetterboxPropertiesTest {

  @Property(tries = 300)
  void the_aspect_ratio_is_kept_to_half_a_pixel(
      @ForAll @IntRange(min = 1, max = 3000) int width,
      @ForAll @IntRange(min = 1, max = 3000) int height,
      @ForAll @IntRange(min = 32, max = 300) int frameWidth,
      @ForAll @IntRange(min = 32, max = 300) int frameHeight) {
    Content content = new Letterbox(frameWidth, frameHeight).contentOf(width, height);
    double scale = Math.min((double) frameWidth / width, (double) frameHeight / height);
    assertThat((double) content.width()).isCloseTo(Math.max(1, width * scale), within(0.501));
    assertThat((double) content.height()).isCloseTo(Math.max(1, height * scale), within(0.501));
    assertThat(content.width() == frameWidth || content.height() == frameHeight).isTrue();
  }

  @Property(tries = 300)
  void the_content_is_centered_in_the_frame(
      @ForAll @IntRange(min = 1, max = 3000) int width,
      @ForAll @IntRange(min = 1, max = 3000) int height,
      @ForAll @IntRange(min = 32, max = 300) int frameWidth,
      @ForAll @IntRange(min = 32, max = 300) int frameHeight) {
    Content content = new Letterbox(frameWidth, frameHeight).contentOf(width, height);
    assertThat(frameWidth - content.width() - 2 * content.x()).isBetween(0, 1);
    assertThat(frameHeight - content.height() - 2 * content.y()).isBetween(0, 1);
  }

  @Property(tries = 40)
  void the_frame_holds_the_scaled_image_and_its_mirror_image_around_it(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll long seed) {
    Image image = noise(width, height, seed);
    Framed framed = new Letterbox(48, 40).fit(image);
    Content content = framed.content();
    Image scaled = image.resize(content.width(), content.height());
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 48; x++) {
          assertThat(framed.pixels()[(channel * 40 + y) * 48 + x])
              .isEqualTo(
                  scaled.at(
                      channel,
                      bounced(x - content.x(), content.width()),
                      bounced(y - content.y(), content.height())));
        }
      }
    }
  }

  @Example
  void an_image_of_the_frames_size_is_not_changed() {
    Image image = noise(32, 48, 3);
    Framed framed = new Letterbox(32, 48).fit(image);
    assertThat(framed.pixels()).isEqualTo(image.toArray());
    assertThat(framed.content()).isEqualTo(new Content(0, 0, 32, 48));
  }

  @Example
  void a_single_pixel_fills_the_frame() {
    Framed framed = new Letterbox(32, 32).fit(Image.filled(1, 1, 0.25f, 0.5f, 0.75f));
    assertThat(framed.content()).isEqualTo(new Content(0, 0, 32, 32));
    for (int i = 0; i < framed.pixels().length; i++) {
      assertThat(framed.pixels()[i]).isEqualTo(0.25f * (1 + i / (32 * 32)));
    }
  }

  @Example
  void an_extremely_long_image_becomes_one_pixel_high() {
    Framed framed = new Letterbox(32, 32).fit(Image.filled(20_000, 1, 1, 0.5f, 0));
    assertThat(framed.content()).isEqualTo(new Content(0, 15, 32, 1));
    assertThat(framed.pixels()).hasSize(3 * 32 * 32);
    assertThat(framed.pixels()[31 * 32 + 31]).isEqualTo(1);
  }

  @Example
  void a_tiny_frame_is_refused() {
    assertThatThrownBy(() -> new Letterbox(31, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 x 64");
  }

  /** Walks from 0 to the index, turning at either end, where a step is spent on turning. */
  private static int bounced(int index, int length) {
    int at = index < 0 ? 0 : index;
    int steps = index < 0 ? -index - 1 : 0;
    int direction = 1;
    if (index >= length) {
      at = length - 1;
      steps = index - length;
      direction = -1;
    }
    for (int i = 0; i < steps; i++) {
      if (at + direction < 0 || at + direction >= length) {
        direction = -direction;
      } else {
        at += direction;
      }
    }
    return at;
  }

  private static Image noise(int width, int height, long seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    return Image.of(width, height, rgb);
  }
}
