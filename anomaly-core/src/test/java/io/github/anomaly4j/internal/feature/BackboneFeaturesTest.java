package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackboneFeaturesTest {
  /** A fine map that counts places and a coarse one that does not vary. */
  private static final Backbone COUNTING = counting();

  private static Backbone counting() {
    float[] count = new float[16];
    for (int i = 0; i < 16; i++) {
      count[i] = i;
    }
    Map<String, FeatureMap> maps = new LinkedHashMap<>();
    maps.put("coarse", new FeatureMap(1, 2, 2, 2, new float[] {7, 7, 7, 7, 0, 4, 0, 4}));
    maps.put("fine", new FeatureMap(1, 1, 4, 4, count));
    return new ComputedBackbone("counting", pixels -> maps);
  }

  private static Backbone constant(float value) {
    FeatureMap map = new FeatureMap(1, 1, 1, 2, new float[] {0, value});
    return new ComputedBackbone("constant.file", pixels -> Map.of("only", map));
  }

  @Test
  void levels_are_averaged_brought_to_the_finest_grid_and_joined() {
    PatchFeatures found =
        new BackboneFeatures(COUNTING)
            .levels(new Letterbox(32, 32).fit(Image.filled(32, 32, 0, 0, 0)))
            .joined();
    assertThat(found.rows()).isEqualTo(4);
    assertThat(found.columns()).isEqualTo(4);
    assertThat(found.channels()).isEqualTo(3);
    // A linear map is its own mean but at the border, where zeros count too.
    assertThat(found.values()[(1 * 4 + 2) * 3 + 2]).isCloseTo(6, within(1e-5f));
    assertThat(found.values()[2]).isCloseTo((0 + 1 + 4 + 5) / 9f, within(1e-5f));
    for (int patch = 0; patch < 16; patch++) {
      // All four places and five zeros.
      assertThat(found.values()[patch * 3]).isCloseTo(4 * 7 / 9f, within(1e-5f));
      assertThat(found.values()[patch * 3 + 1]).isCloseTo(2 * 4 / 9f, within(1e-5f));
    }
  }

  @Test
  void features_of_a_backbone_count_by_their_size() {
    BackboneFeatures features = new BackboneFeatures(COUNTING);
    assertThat(features.standardized()).isFalse();
    assertThat(features.weights()).containsExactly(1, 1, 1);
    PatchSample sample = new PatchSample(100, 1);
    float[] values = {0, 0, 0, 0, 3, 0, 0, 0, 400};
    sample.add(new PatchFeatures(Grid.even(1, 3), 3, values), new boolean[] {true, true, true}, 0);
    MemoryBank library = MemoryBank.of(sample, features, 10, 1);
    float[] asked = {3, 0, 0, 0, -2, 0, 0, 0, 1};
    float[] distances = library.distances(new PatchFeatures(Grid.even(1, 3), 3, asked));
    assertThat(distances[0] / distances[1]).isCloseTo(3 / 2f, within(1e-3f));
    assertThat(distances[0] / distances[2]).isCloseTo(3, within(1e-3f));
  }

  @Test
  void values_that_cannot_be_compared_are_refused_by_the_name_of_their_layer() {
    assertThatThrownBy(() -> new BackboneFeatures(constant(Float.NaN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("constant.file")
        .hasMessageContaining("\"only\"");
    assertThatThrownBy(() -> new BackboneFeatures(constant(Float.NEGATIVE_INFINITY)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new BackboneFeatures(constant(1e38f)))
        .isInstanceOf(FeatureException.class)
        .hasMessageContaining("at most");
    assertThat(new BackboneFeatures(constant(1e15f)).channels()).isEqualTo(1);
  }

  @Test
  void it_does_not_matter_what_unit_a_backbone_has() {
    BackboneFeatures features = new BackboneFeatures(COUNTING);
    float[] distances = distances(features, 1);
    float[] small = distances(features, 1e-6f);
    for (int i = 0; i < distances.length; i++) {
      assertThat(small[i]).isCloseTo(distances[i], within(1e-3f));
    }
  }

  private static float[] distances(BackboneFeatures features, float unit) {
    Random random = new Random(5);
    float[] values = new float[60 * 3];
    float[] asked = new float[20 * 3];
    boolean[] all = new boolean[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = unit * (float) random.nextGaussian();
      all[i / 3] = true;
    }
    for (int i = 0; i < asked.length; i++) {
      asked[i] = unit * (float) random.nextGaussian();
    }
    PatchSample sample = new PatchSample(100, 1);
    sample.add(new PatchFeatures(Grid.even(6, 10), 3, values), all, 0);
    MemoryBank library = MemoryBank.of(sample, features, 30, 1);
    assertThat(library.size()).isEqualTo(30);
    return library.distances(new PatchFeatures(Grid.even(4, 5), 3, asked));
  }
}
