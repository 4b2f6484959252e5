package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.spi.Grid;
import java.util.List;
import net.jqwik.api.Example;

class PatchFeaturesTest {

  @Example
  void planes_become_features_patch_by_patch() {
    PatchFeatures features =
        PatchFeatures.of(
            Grid.even(1, 2),
            List.of(
                new FeaturePlanes(1, 1, 2, new float[] {1, 2}),
                new FeaturePlanes(2, 1, 2, new float[] {3, 4, 5, 6})));
    assertThat(features)
        .extracting(PatchFeatures::rows, PatchFeatures::columns, PatchFeatures::channels)
        .containsExactly(1, 2, 3);
    assertThat(features.values()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Example
  void joined_features_lie_side_by_side() {
    PatchFeatures joined =
        PatchFeatures.join(
            List.of(
                new PatchFeatures(Grid.even(1, 2), 1, new float[] {1, 2}),
                new PatchFeatures(Grid.even(1, 2), 2, new float[] {3, 4, 5, 6})));
    assertThat(joined.values()).containsExactly(1, 3, 4, 2, 5, 6);
  }

  @Example
  void an_average_takes_zeros_around_the_grid_in() {
    PatchFeatures grid =
        new PatchFeatures(Grid.even(3, 3), 1, new float[] {9, 0, 0, 0, 0, 0, 0, 0, 36});
    assertThat(grid.averaged().values()).containsExactly(1, 1, 0, 1, 5, 4, 0, 4, 4);
  }

  @Example
  void another_grid_is_filled_as_if_patches_stood_in_the_middle_of_their_places() {
    PatchFeatures two = new PatchFeatures(Grid.even(1, 2), 1, new float[] {0, 4});
    assertThat(two.on(Grid.even(1, 4)).values()).containsExactly(0, 1, 3, 4);
    assertThat(two.on(Grid.even(2, 4)).values()).containsExactly(0, 1, 3, 4, 0, 1, 3, 4);
    assertThat(two.on(Grid.even(1, 2))).isSameAs(two);
    assertThat(
            new PatchFeatures(Grid.even(2, 1), 2, new float[] {0, 8, 4, 0})
                .on(Grid.even(4, 1))
                .values())
        .containsExactly(0, 8, 1, 6, 3, 2, 4, 0);
    assertThat(
            new PatchFeatures(Grid.even(1, 4), 1, new float[] {0, 2, 4, 6})
                .on(Grid.even(1, 2))
                .values())
        .containsExactly(1, 5);
  }

  @Example
  void values_of_another_number_are_refused() {
    assertThatThrownBy(() -> new PatchFeatures(Grid.even(2, 2), 2, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 values");
  }
}
