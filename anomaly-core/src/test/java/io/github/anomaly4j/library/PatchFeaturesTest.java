package io.github.anomaly4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.data.Letterbox;
import io.github.anomaly4j.image.Picture;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PatchFeaturesTest {

  @Example
  void planes_become_features_patch_by_patch() {
    PatchFeatures features =
        PatchFeatures.of(
            List.of(
                new Planes(1, 1, 2, new float[] {1, 2}),
                new Planes(2, 1, 2, new float[] {3, 4, 5, 6})));
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
                new PatchFeatures(1, 2, 1, new float[] {1, 2}),
                new PatchFeatures(1, 2, 2, new float[] {3, 4, 5, 6})));
    assertThat(joined.values()).containsExactly(1, 3, 4, 2, 5, 6);
  }

  @Example
  void an_average_takes_zeros_around_the_grid_in() {
    PatchFeatures grid = new PatchFeatures(3, 3, 1, new float[] {9, 0, 0, 0, 0, 0, 0, 0, 36});
    assertThat(grid.averaged().values()).containsExactly(1, 1, 0, 1, 5, 4, 0, 4, 4);
  }

  @Example
  void another_grid_is_filled_as_if_patches_stood_in_the_middle_of_their_places() {
    PatchFeatures two = new PatchFeatures(1, 2, 1, new float[] {0, 4});
    assertThat(two.resized(1, 4).values()).containsExactly(0, 1, 3, 4);
    assertThat(two.resized(2, 4).values()).containsExactly(0, 1, 3, 4, 0, 1, 3, 4);
    assertThat(two.resized(1, 2)).isSameAs(two);
    assertThat(new PatchFeatures(2, 1, 2, new float[] {0, 8, 4, 0}).resized(4, 1).values())
        .containsExactly(0, 8, 1, 6, 3, 2, 4, 0);
    assertThat(new PatchFeatures(1, 4, 1, new float[] {0, 2, 4, 6}).resized(1, 2).values())
        .containsExactly(1, 5);
  }

  @Property(tries = 300)
  void patches_are_scored_where_their_centre_lies_in_the_picture_and_one_always_is(
      @ForAll @IntRange(min = 1, max = 2000) int width,
      @ForAll @IntRange(min = 1, max = 2000) int height) {
    Framed framed = new Letterbox(64, 48).fit(Picture.filled(width, height, 0, 0, 0));
    boolean[] scored = PatchFeatures.scored(6, 8, framed);
    int count = 0;
    for (int patch = 0; patch < scored.length; patch++) {
      double x = 8 * (patch % 8) + 4 - framed.content().x();
      double y = 8 * (patch / 8) + 4 - framed.content().y();
      boolean inside =
          x >= 0 && x < framed.content().width() && y >= 0 && y < framed.content().height();
      if (inside) {
        assertThat(scored[patch]).isTrue();
      } else if (framed.content().width() >= 8 && framed.content().height() >= 8) {
        assertThat(scored[patch]).isFalse();
      }
      count += scored[patch] ? 1 : 0;
    }
    assertThat(count).isPositive();
  }

  @Example
  void values_of_another_number_are_refused() {
    assertThatThrownBy(() -> new PatchFeatures(2, 2, 2, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 values");
  }
}
