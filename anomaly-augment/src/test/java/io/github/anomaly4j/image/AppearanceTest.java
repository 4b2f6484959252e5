package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AppearanceTest {
  private final Image stripes = draw(1, 4);

  @Test
  void less_light_lowers_the_brightness_alone() {
    Appearance bright = Appearance.of(stripes);
    Appearance dark = Appearance.of(draw(0.9, 4));
    assertThat(dark.brightness()).isCloseTo(0.9 * bright.brightness(), within(1e-6));
    assertThat(dark.contrast()).isCloseTo(bright.contrast(), within(1e-6));
    assertThat(dark.sharpness()).isCloseTo(bright.sharpness(), within(1e-6));
  }

  @Test
  void wider_stripes_are_less_sharp_at_the_same_brightness_and_contrast() {
    Appearance fine = Appearance.of(stripes);
    Appearance wide = Appearance.of(draw(1, 8));
    assertThat(wide.brightness()).isCloseTo(fine.brightness(), within(1e-6));
    assertThat(wide.contrast()).isCloseTo(fine.contrast(), within(1e-6));
    assertThat(wide.sharpness()).isLessThan(0.8 * fine.sharpness());
  }

  @Test
  void an_image_of_one_color_has_neither_contrast_nor_sharpness() {
    assertThat(Appearance.of(Image.filled(7, 5, 0.3f, 0.3f, 0.3f)))
        .satisfies(plain -> assertThat(plain.brightness()).isCloseTo(0.3, within(1e-6)))
        .extracting(Appearance::contrast, Appearance::sharpness)
        .containsExactly(0.0, 0.0);
    assertThat(Appearance.of(Image.filled(1, 1, 0, 0, 0))).isEqualTo(new Appearance(0, 0, 0));
  }

  @Test
  void a_part_is_measured_as_an_image_of_its_own() {
    Random random = new Random(1);
    float[] rgb = new float[3 * 20 * 10];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    float[] part = new float[3 * 6 * 4];
    for (int i = 0; i < part.length; i++) {
      part[i] = rgb[i / 24 * 200 + (i % 24 / 6 + 3) * 20 + i % 6 + 2];
    }
    assertThat(Appearance.of(rgb, 20, 2, 3, 6, 4)).isEqualTo(Appearance.of(Image.of(6, 4, part)));
  }

  private static Image draw(double light, int stripe) {
    float[] rgb = new float[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) (light * (i % 64 / stripe % 2 == 0 ? 0.8 : 0.4));
    }
    return Image.of(64, 64, rgb);
  }
}
