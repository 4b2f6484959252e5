package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DetailFeaturesTest {
  private static final int WIDTH = 48;
  private static final int HEIGHT = 40;
  private static final int PLANE = WIDTH * HEIGHT;

  private final DetailFeatures features = new DetailFeatures(new Letterbox(32, 32));

  @Test
  void there_is_a_weight_for_every_feature_and_a_patch_for_every_2_x_2_pixels() {
    PatchFeatures found = features.extract(framed(new float[3 * PLANE]));
    assertThat(found.rows()).isEqualTo(HEIGHT / 2);
    assertThat(found.columns()).isEqualTo(WIDTH / 2);
    assertThat(features.weights()).hasSize(found.channels());
  }

  @Test
  void a_constant_image_has_its_brightness_its_color_and_no_contrast() {
    float[] rgb = new float[3 * PLANE];
    Arrays.fill(rgb, 0, PLANE, 0.75f);
    Arrays.fill(rgb, PLANE, 2 * PLANE, 0.5f);
    Arrays.fill(rgb, 2 * PLANE, 3 * PLANE, 0.25f);
    PatchFeatures found = features.extract(framed(rgb));
    for (int i = 0; i < found.values().length; i++) {
      float expected = new float[] {0.5f, 0.25f, 0.25f, 0, 0, 0}[i % 6];
      assertThat(found.values()[i]).isCloseTo(expected, within(1e-6f));
    }
  }

  @Test
  void a_slope_has_no_contrast_but_at_the_border() {
    float[] rgb = new float[3 * PLANE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i % WIDTH / (float) WIDTH;
    }
    PatchFeatures found = features.extract(framed(rgb));
    float[] middle = patch(found, HEIGHT / 4, WIDTH / 4);
    // The center of a patch is between its two pixels.
    float expected = (WIDTH / 2 + 0.5f) / WIDTH;
    assertThat(middle[0]).isCloseTo(expected, within(1e-5f));
    assertThat(middle[3]).isCloseTo(0, within(1e-5f));
  }

  @Test
  void a_dark_speck_shows_in_its_patch_and_most_of_all_in_the_finest_band() {
    float[] rgb = new float[3 * PLANE];
    Arrays.fill(rgb, 0.8f);
    for (int plane = 0; plane < 3; plane++) {
      rgb[plane * PLANE + 20 * WIDTH + 24] = 0;
    }
    PatchFeatures found = features.extract(framed(rgb));
    float[] speck = patch(found, 10, 12);
    assertThat(speck[3]).isLessThan(-0.05f).isLessThan(speck[4]);
    assertThat(speck[4]).isLessThan(speck[5]);
    assertThat(patch(found, 2, 2)[3]).isCloseTo(0, within(1e-6f));
  }

  private static float[] patch(PatchFeatures found, int row, int column) {
    int from = (row * found.columns() + column) * found.channels();
    return Arrays.copyOfRange(found.values(), from, from + found.channels());
  }

  private static Framed framed(float[] rgb) {
    return new Framed(WIDTH, HEIGHT, rgb, new Content(0, 0, WIDTH, HEIGHT));
  }
}
