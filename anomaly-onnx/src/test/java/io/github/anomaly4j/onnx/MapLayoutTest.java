package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapLayoutTest {
  @ParameterizedTest
  @CsvSource({
    // A ViT with a class token, one with four registers too, one distilled, one without any.
    "197, 224, 224, 14, 14, 1",
    "261, 224, 224, 16, 16, 5",
    "198, 224, 224, 14, 14, 2",
    "196, 224, 224, 14, 14, 0",
    // Patches of 14 pixels that leave a margin.
    "325, 256, 256, 18, 18, 1",
    // An image that is no square.
    "129, 256, 128, 8, 16, 1"
  })
  void tokens_after_the_extra_ones_are_the_grid_of_patches(
      int tokens, int width, int height, int rows, int columns, int extra) {
    assertThat(MapLayout.of(new long[] {1, tokens, 384}, width, height, false))
        .hasValue(new MapLayout(384, rows, columns, extra * 384, true));
  }

  @ParameterizedTest
  @CsvSource({"77, 224", "50177, 2", "1000, 224", "8, 8"})
  void tokens_that_are_no_grid_are_no_map(int tokens, int side) {
    assertThat(MapLayout.of(new long[] {1, tokens, 8}, side, side, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // ResNet, Swin, and images of other proportions, whose last row or column may be rounded.
    "64, 56, 56, 224, 224, false, 64, 56, 56",
    "56, 56, 96, 224, 224, true, 96, 56, 56",
    "64, 80, 56, 224, 320, false, 64, 80, 56",
    "64, 13, 19, 300, 200, false, 64, 13, 19",
    "13, 19, 64, 300, 200, true, 64, 13, 19",
    "512, 1, 1, 30, 20, false, 512, 1, 1"
  })
  void where_the_channels_are_shows_in_the_sizes(
      int first,
      int second,
      int third,
      int width,
      int height,
      boolean last,
      int channels,
      int rows,
      int columns) {
    for (boolean declared : new boolean[] {false, true}) {
      assertThat(MapLayout.of(new long[] {1, first, second, third}, width, height, declared))
          .hasValue(new MapLayout(channels, rows, columns, 0, last));
    }
  }

  @Test
  void where_the_sizes_do_not_tell_the_declared_layout_holds() {
    long[] cube = {1, 14, 14, 14};
    assertThat(MapLayout.of(cube, 224, 224, false).orElseThrow().channelsLast()).isFalse();
    assertThat(MapLayout.of(cube, 224, 224, true).orElseThrow().channelsLast()).isTrue();
  }

  @Test
  void of_two_layouts_that_rounding_could_explain_the_better_one_holds() {
    assertThat(MapLayout.of(new long[] {1, 2, 4, 6}, 6, 4, true))
        .hasValue(new MapLayout(2, 4, 6, 0, false));
  }

  @Test
  void other_shapes_are_no_maps() {
    for (long[] shape :
        new long[][] {
          {}, {1, 1000}, {1, 64, 7, 9}, {2, 64, 7, 7}, {1, 0, 7, 7}, {1, 1, 64, 7, 7}
        }) {
      assertThat(MapLayout.of(shape, 224, 224, false)).as(Arrays.toString(shape)).isEmpty();
    }
  }
}
