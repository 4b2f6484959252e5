package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChannelSubsetTest {
  private static final int CHANNELS = 400;

  @Test
  void a_draw_is_the_same_again_and_another_by_another_seed() {
    float[] drawn = drawn(100, 1);
    assertThat(drawn).hasSize(100).doesNotHaveDuplicates().isSorted();
    assertThat(drawn(100, 1)).isEqualTo(drawn);
    assertThat(drawn(100, 2)).isNotEqualTo(drawn);
  }

  @Test
  void saved_models_depend_on_this_draw() {
    assertThat(drawn(5, 7)).containsExactly(148, 151, 258, 279, 379);
  }

  @Test
  void all_are_taken_if_there_are_no_more() {
    assertThat(drawn(1000, 1)).isEqualTo(features(1).values());
    assertThatThrownBy(() -> ChannelSubset.of(new Numbers(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void every_patch_has_the_drawn_features_of_its_own() {
    ChannelSubset some = ChannelSubset.of(new Numbers(), 3, 1);
    float[] first = some.from(features(1)).values();
    float[] two = some.from(features(2)).values();
    assertThat(Arrays.copyOf(two, 3)).isEqualTo(first);
    for (int i = 0; i < 3; i++) {
      assertThat(two[3 + i]).isEqualTo(CHANNELS + first[i]);
      assertThat(some.weights()[i]).isEqualTo(1 + first[i]);
    }
    assertThat(some.of(new ImageFeatures(Image.filled(32, 32, 0, 0, 0))).values()).isEqualTo(two);
    assertThatThrownBy(() -> some.from(new PatchFeatures(Grid.even(1, 1), 2, new float[2])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 features");
  }

  private static float[] drawn(int most, long seed) {
    return ChannelSubset.of(new Numbers(), most, seed).from(features(1)).values();
  }

  private static PatchFeatures features(int patches) {
    float[] values = new float[patches * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return new PatchFeatures(Grid.even(1, patches), CHANNELS, values);
  }

  /** Each feature is its number. */
  private static final class Numbers implements FeatureExtractor {
    @Override
    public int channels() {
      return CHANNELS;
    }

    @Override
    public float[] weights() {
      float[] weights = new float[CHANNELS];
      for (int i = 0; i < CHANNELS; i++) {
        weights[i] = 1 + i;
      }
      return weights;
    }

    @Override
    public PatchFeatures of(ImageFeatures image) {
      return features(2);
    }
  }
}
