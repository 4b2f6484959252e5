package io.github.anomaly4j.internal.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.Reference;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SsimTest {
  @Test
  void map_and_mean_are_those_of_scikit_image() {
    for (Reference images : Reference.cases("ssim")) {
      float[] a = images.floats("a");
      float[] b = images.floats("b");
      int channels = images.count("channels");
      int height = images.count("height");
      int width = images.count("width");
      float[] map = Ssim.map(a, b, channels, height, width);
      float[] expected = images.floats("map");
      assertThat(map).hasSameSizeAs(expected);
      for (int i = 0; i < map.length; i++) {
        assertThat(map[i]).isCloseTo(expected[i], within(1e-6f));
      }
      assertThat(Ssim.mean(a, b, channels, height, width))
          .isCloseTo(images.number("mean"), within(1e-7));
    }
  }

  @Test
  void mean_agrees_with_a_brute_force_over_two_dimensional_windows() {
    Random random = new Random(1);
    int height = 19;
    int width = 23;
    float[] a = noise(random, 2 * height * width);
    float[] b = a.clone();
    for (int i = 0; i < b.length; i++) {
      b[i] = 0.7f * b[i] + 0.3f * random.nextFloat();
    }
    assertThat(Ssim.mean(a, b, 2, height, width))
        .isCloseTo(SsimReference.mean(a, b, 2, height, width), within(1e-6));
  }

  @Test
  void map_has_one_entry_per_whole_window_and_is_low_only_where_the_images_differ() {
    float[] a = noise(new Random(2), 40 * 30);
    float[] b = a.clone();
    b[0] += 0.5f;
    float[] map = Ssim.map(a, b, 1, 40, 30);
    assertThat(map).hasSize(30 * 20);
    assertThat(map[0]).isLessThan(1f);
    assertThat(map[1]).isEqualTo(1f);
    assertThat(map[20]).isEqualTo(1f);
  }

  @Test
  void an_image_smaller_than_the_window_is_refused() {
    assertThatThrownBy(() -> Ssim.mean(new float[100], new float[100], 1, 10, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11 x 11");
  }

  @Test
  void arrays_of_another_length_are_refused() {
    assertThatThrownBy(() -> Ssim.mean(new float[121], new float[120], 1, 11, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("121 and 120");
  }

  private static float[] noise(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
