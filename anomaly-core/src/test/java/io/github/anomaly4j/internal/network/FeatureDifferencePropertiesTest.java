package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FeatureDifferencePropertiesTest {
  private static final FeatureDifference BOTTLENECK =
      FeatureDifference.bottleneck(UNetConfig.defaults());

  @Property(tries = 50)
  void a_place_counts_the_mean_squared_difference_of_its_channels_and_the_image_all_places(
      @ForAll @IntRange(min = 1, max = 9) int channels,
      @ForAll @IntRange(min = 1, max = 6) int rows,
      @ForAll @IntRange(min = 1, max = 6) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    FeatureMap input = features(channels, rows, columns, random);
    FeatureMap restored = features(channels, rows, columns, random);
    EvidenceMap map =
        BOTTLENECK.map(
            full(16 * rows, 16 * columns), Map.of("enc4", input), Map.of("enc4", restored));
    double all = 0;
    for (int place = 0; place < rows * columns; place++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        int at = c * rows * columns + place;
        sum += Math.pow((double) input.values()[at] - restored.values()[at], 2);
      }
      all += sum;
      assertThat((double) map.values()[place]).isCloseTo(sum / channels, within(1e-5));
    }
    assertThat(map.top(1)).isCloseTo(all / (rows * columns * channels), within(1e-5));
  }

  @Property(tries = 20)
  void a_restoration_with_the_same_features_does_not_differ(@ForAll long seed) {
    Map<String, FeatureMap> features = Map.of("enc4", features(5, 3, 4, new Random(seed)));
    assertThat(BOTTLENECK.map(full(48, 64), features, features).values()).containsOnly(0f);
  }

  @Example
  void several_levels_are_averaged_at_the_size_of_the_finest() {
    FeatureDifference levels = new FeatureDifference(List.of("enc4", "enc3"));
    Map<String, FeatureMap> input =
        Map.of(
            "enc3", new FeatureMap(1, 2, 2, 1, new float[] {1, 1, 0, 0}),
            "enc4", row(3),
            "dec0", row(9));
    Map<String, FeatureMap> restored =
        Map.of("enc3", new FeatureMap(1, 2, 2, 1, new float[] {0, 1, 0, 2}), "enc4", row(1));
    EvidenceMap map = levels.map(full(16, 8), input, restored);
    assertThat(map.rows()).isEqualTo(2);
    assertThat(map.columns()).isEqualTo(1);
    // 4 at the coarse level everywhere; at the fine one 1 / 2 and 4 / 2.
    assertThat(map.values()).containsExactly((4 + 0.5f) / 2, (4 + 2f) / 2);
  }

  @Example
  void what_lies_in_the_margins_is_not_scored() {
    Framed tall = new Framed(32, 32, new float[3 * 32 * 32], new Content(8, 0, 16, 32));
    EvidenceMap map =
        BOTTLENECK.map(tall, Map.of("enc4", row(9, 1, 3, 9)), Map.of("enc4", row(0, 0, 0, 0)));
    assertThat(map.scored()).containsExactly(false, true, true, false);
    assertThat(map.top(1)).isEqualTo((1 + 9) / 2.0);
  }

  @Example
  void features_that_are_missing_or_do_not_fit_are_refused() {
    Framed frame = full(16, 16);
    Map<String, FeatureMap> one = Map.of("enc4", row(1));
    assertThatThrownBy(() -> BOTTLENECK.map(frame, one, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no features of enc4");
    assertThatThrownBy(() -> BOTTLENECK.map(frame, one, Map.of("enc4", row(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two sizes at enc4");
    Map<String, FeatureMap> two = Map.of("enc4", new FeatureMap(2, 1, 1, 1, new float[2]));
    assertThatThrownBy(() -> BOTTLENECK.map(frame, two, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several images at enc4");
    assertThatThrownBy(() -> new FeatureDifference(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static FeatureMap features(int channels, int rows, int columns, Random random) {
    float[] values = new float[channels * rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new FeatureMap(1, channels, rows, columns, values);
  }

  private static FeatureMap row(float... values) {
    return new FeatureMap(1, 1, 1, values.length, values);
  }

  private static Framed full(int height, int width) {
    return new Framed(
        width, height, new float[3 * height * width], new Content(0, 0, width, height));
  }
}
