package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScatteringFeaturesTest {
  private static final int SIZE = 64;
  private static final int FIRST = 4 * WaveletBank.ORIENTATIONS;
  private final ScatteringFeatures features = new ScatteringFeatures(new Letterbox(SIZE, SIZE));

  @Test
  void there_is_a_weight_for_every_feature_and_a_patch_for_every_8_x_8_pixels() {
    PatchFeatures found = features.extract(noise(1));
    assertThat(found.rows()).isEqualTo(SIZE / 8);
    assertThat(found.columns()).isEqualTo(SIZE / 8);
    assertThat(features.weights()).hasSize(found.channels());
    for (float value : found.values()) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void the_same_image_gives_the_same_bits() {
    assertThat(features.extract(noise(1)).values())
        .isEqualTo(new ScatteringFeatures(new Letterbox(SIZE, SIZE)).extract(noise(1)).values());
  }

  @Test
  void a_constant_image_has_no_texture_and_its_own_color() {
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = new float[] {0.75f, 0.5f, 0.25f}[i / (SIZE * SIZE)];
    }
    PatchFeatures found = features.extract(framed(rgb));
    int channels = found.channels();
    for (int patch = 0; patch < found.patches(); patch++) {
      float share = share(found, patch);
      for (int c = 0; c < FIRST; c++) {
        assertThat(found.values()[patch * channels + c])
            .isCloseTo((float) Math.log(2e-3) * share, within(0.01f));
      }
      for (int c = FIRST; c < channels - 3; c++) {
        assertThat(found.values()[patch * channels + c]).isCloseTo(0, within(0.01f));
      }
      assertThat(found.values()[patch * channels + channels - 3])
          .isCloseTo(2 * share, within(1e-4f));
      assertThat(found.values()[patch * channels + channels - 2])
          .isCloseTo(2 * share, within(1e-4f));
      assertThat(found.values()[patch * channels + channels - 1])
          .isCloseTo(2 * share, within(1e-4f));
    }
  }

  @Test
  void a_mirrored_image_has_mirrored_orientations_at_mirrored_places() {
    Framed image = noise(4);
    float[] mirrored = new float[image.pixels().length];
    for (int i = 0; i < mirrored.length; i++) {
      mirrored[i] = image.pixels()[i / SIZE * SIZE + SIZE - 1 - i % SIZE];
    }
    PatchFeatures found = features.extract(image);
    PatchFeatures mirror = features.extract(framed(mirrored));
    int columns = found.columns();
    double same = 0;
    double other = 0;
    for (int row = 0; row < found.rows(); row++) {
      for (int column = 0; column < columns; column++) {
        for (int k = 1; k < WaveletBank.ORIENTATIONS; k++) {
          float here = found.values()[(row * columns + column) * found.channels() + k];
          int there = (row * columns + columns - 1 - column) * found.channels();
          same += Math.abs(here - mirror.values()[there + WaveletBank.ORIENTATIONS - k]);
          other += Math.abs(here - mirror.values()[there + k]);
        }
      }
    }
    assertThat(same).isLessThan(1e-3 * other);
  }

  @Test
  void contrast_is_an_offset_and_brightness_touches_the_color_alone() {
    Framed image = noise(6);
    float[] brighter = image.pixels().clone();
    for (int i = 0; i < brighter.length; i++) {
      brighter[i] += 0.1f;
    }
    PatchFeatures found = features.extract(image);
    PatchFeatures shifted = features.extract(framed(brighter));
    int channels = found.channels();
    for (int i = 0; i < found.values().length; i++) {
      float expected = i % channels == channels - 3 ? 0.4f * share(found, i / channels) : 0;
      assertThat(shifted.values()[i] - found.values()[i]).isCloseTo(expected, within(2e-3f));
    }
  }

  /** How much of the 3 x 3 patches around one lies in the grid: outside are zeros. */
  private static float share(PatchFeatures features, int patch) {
    int row = patch / features.columns();
    int column = patch % features.columns();
    boolean edge = row == 0 || row == features.rows() - 1;
    boolean side = column == 0 || column == features.columns() - 1;
    return (edge ? 2 : 3) * (side ? 2 : 3) / 9f;
  }

  /** Lines that lean to one side, and noise: no orientation is like its mirror image. */
  private static Framed noise(long seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      double line = Math.sin(0.9 * (i % SIZE) + 0.9 * (i / SIZE % SIZE) + seed);
      rgb[i] = (float) (0.4 + 0.2 * line + 0.1 * random.nextDouble());
    }
    return framed(rgb);
  }

  private static Framed framed(float[] rgb) {
    return new Framed(SIZE, SIZE, rgb, new Content(0, 0, SIZE, SIZE));
  }
}
