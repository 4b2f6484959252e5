package io.github.anomaly4j.onnx;

import static io.github.anomaly4j.onnx.TinyModel.integer;
import static io.github.anomaly4j.onnx.TinyModel.integers;
import static io.github.anomaly4j.onnx.TinyModel.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.UnknownFieldSet;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import io.github.anomaly4j.spi.Grid.Axis;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the grids of maps. A symmetric window over a slope gives the value of the slope at the
 * window's center, so every value of a map shows its position.
 */
class TensorGridsTest {
  private static final int WIDTH = 90;
  private static final int HEIGHT = 61;

  @ParameterizedTest
  @CsvSource({
    // A ResNet's stem; patches; windows without padding, with more on one side, with holes.
    "7, 2, 3, 3, 1",
    "16, 16, 0, 0, 1",
    "3, 1, 0, 0, 1",
    "3, 2, 0, 1, 1",
    "4, 3, 2, 0, 1",
    "3, 2, 2, 2, 2"
  })
  void a_convolutions_values_stand_in_the_middle_of_their_windows(
      int kernel, int stride, int before, int after, int dilation) throws IOException {
    assertSlope(
        convolution(
            kernel,
            integers("kernel_shape", kernel, kernel),
            integers("strides", stride, stride),
            integers("dilations", dilation, dilation),
            integers("pads", before, before, after, after)));
    // The kernel's size may be left to its weights.
    assertSlope(
        convolution(
            kernel,
            integers("strides", stride, stride),
            integers("dilations", dilation, dilation),
            integers("pads", before, before, after, after)));
  }

  @ParameterizedTest
  @CsvSource({
    "SAME_UPPER, 3, 2",
    "SAME_LOWER, 3, 2",
    "SAME_UPPER, 4, 1",
    "SAME_LOWER, 4, 1",
    "VALID, 5, 2"
  })
  void so_they_do_where_the_padding_is_left_to_the_model(String padding, int kernel, int stride)
      throws IOException {
    assertSlope(
        convolution(
            kernel,
            integers("kernel_shape", kernel, kernel),
            integers("strides", stride, stride),
            word("auto_pad", padding)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void poolings_after_padding_and_the_sum_of_two_ways_stand_in_their_middle(int up)
      throws IOException {
    TinyModel model =
        convolution(3, integers("strides", 2, 2), integers("pads", 1, 1, 1, 1))
            .weights("around", 0, 0, 2, 1, 0, 0, 0, 3)
            .node("Pad", "padded", new String[] {"conv", "around"})
            .node("Relu", "relu", new String[] {"padded"})
            .node(
                "AveragePool",
                "means",
                new String[] {"relu"},
                integers("kernel_shape", 2, 3),
                integers("strides", 2, 2),
                integer("ceil_mode", up))
            .node("GlobalAveragePool", "one", new String[] {"means"})
            .node("Mul", "scaled", new String[] {"means", "one"})
            .node("Div", "again", new String[] {"scaled", "one"})
            .node("Add", "layer", new String[] {"means", "again"})
            .weight("half", new float[] {0.5f}, 1)
            .node("Mul", "mean", new String[] {"layer", "half"})
            .output("mean");
    assertSlope(model, "mean");
  }

  @Test
  void a_map_of_a_size_that_nothing_explains_fills_the_image_evenly() throws IOException {
    TinyModel model =
        convolution(3, integers("strides", 2, 2), integers("pads", 1, 1, 1, 1))
            .node("SpaceToDepth", "blocks", new String[] {"conv"}, integer("blocksize", 1))
            .output("blocks");
    try (OnnxBackbone backbone = open(model, "blocks")) {
      FeatureMap map = backbone.run(new float[3 * WIDTH * HEIGHT]).get("blocks");
      assertThat(backbone.grid("blocks", map)).isEqualTo(Grid.even(31, 45));
    }
  }

  @Test
  void a_backbones_map_lies_in_the_middle_of_the_image_whatever_zeros_are_around()
      throws IOException {
    TinyModel model =
        convolution(7, integers("strides", 2, 2), integers("pads", 3, 3, 3, 3))
            .node(
                "MaxPool",
                "pool",
                new String[] {"conv"},
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 1))
            .output("pool");
    try (OnnxBackbone backbone = open(model, "pool")) {
      FeatureMap map = backbone.run(new float[3 * WIDTH * HEIGHT]).get("pool");
      Axis columns = backbone.grid("pool", map).columns();
      assertThat(columns.cells()).isEqualTo(map.width()).isEqualTo(23);
      // 23 values in steps of 4 over 90 pixels: 1 pixel is left on either side.
      assertThat(columns.first() * WIDTH).isCloseTo(1, within(1e-9));
      assertThat(columns.step() * WIDTH).isCloseTo(4, within(1e-9));
    }
  }

  private static TinyModel convolution(int kernel, UnknownFieldSet... attributes) {
    float[] mean = new float[3 * kernel * kernel];
    Arrays.fill(mean, 1f / mean.length);
    return new TinyModel()
        .input("image", TinyModel.FLOAT, 1, 3, HEIGHT, WIDTH)
        .weight("mean.weight", mean, 1, 3, kernel, kernel)
        .node("Conv", "conv", new String[] {"image", "mean.weight"}, attributes);
  }

  private static OnnxBackbone open(TinyModel model, String layer) throws IOException {
    return OnnxBackbone.of(model.model()).layers(layer).open();
  }

  private static void assertSlope(TinyModel model) throws IOException {
    assertSlope(model.output("conv"), "conv");
  }

  private static void assertSlope(TinyModel model, String layer) throws IOException {
    try (OnnxBackbone backbone = open(model, layer)) {
      float[] across = new float[3 * WIDTH * HEIGHT];
      float[] down = new float[across.length];
      for (int i = 0; i < across.length; i++) {
        across[i] = (i % WIDTH + 0.5f) / WIDTH;
        down[i] = (i / WIDTH % HEIGHT + 0.5f) / HEIGHT;
      }
      FeatureMap right = backbone.run(across).get(layer);
      FeatureMap below = backbone.run(down).get(layer);
      Grid grid = model.model().grids("image", WIDTH, HEIGHT).get(layer);
      assertThat(grid.rows().cells()).isEqualTo(right.height());
      assertThat(grid.columns().cells()).isEqualTo(right.width());
      int compared = 0;
      for (int row = 0; row < right.height(); row++) {
        for (int column = 0; column < right.width(); column++) {
          double y = grid.rows().middle(row);
          double x = grid.columns().middle(column);
          if (Math.abs(y - 0.5) < 0.2 && Math.abs(x - 0.5) < 0.2) {
            int at = row * right.width() + column;
            assertThat((double) right.values()[at]).isCloseTo(x, within(1e-5));
            assertThat((double) below.values()[at]).isCloseTo(y, within(1e-5));
            compared++;
          }
        }
      }
      assertThat(compared).isPositive();
    }
  }
}
