package io.github.anomaly4j.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.spi.Grid;
import io.github.anomaly4j.spi.Grid.Axis;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The positions of the layers' values in an image, by Keras's description: values of a convolution
 * or pooling are at the centers of their windows, padding included; values of other layers are
 * where their inputs' values are. Layers that change sizes in other ways have no grid.
 */
public final class LayerGrids {
  private LayerGrids() {}

  /**
   * The grids of the layers for which one is known.
   *
   * @param layers for images of a size
   */
  public static Map<String, Grid> of(LayerGraph layers) {
    Map<String, Grid> grids = new HashMap<>();
    // Files may list a layer before those that it reads.
    for (int before = -1; before < grids.size(); ) {
      before = grids.size();
      for (Layer layer : layers.layers()) {
        if (!grids.containsKey(layer.name())) {
          made(layer, layers, grids).ifPresent(grid -> grids.put(layer.name(), grid));
        }
      }
    }
    return ImmutableMap.copyOf(grids);
  }

  private static Optional<Grid> made(Layer layer, LayerGraph layers, Map<String, Grid> grids) {
    if (layer.inputs().isEmpty()) {
      return Optional.of(Grid.even(layers.height(), layers.width()));
    }
    if (!grids.keySet().containsAll(layer.inputs())) {
      return Optional.empty();
    }
    Grid read = grids.get(layer.inputs().get(0));
    JsonNode config = layer.description().path("config");
    return switch (layer.type()) {
      case "Conv2D", "DepthwiseConv2D", "SeparableConv2D" ->
          windows(read, config, config.path("kernel_size"));
      case "MaxPooling2D", "AveragePooling2D" -> windows(read, config, config.path("pool_size"));
      case "ZeroPadding2D" -> bordered(read, config.path("padding"), 1);
      case "Cropping2D" -> bordered(read, config.path("cropping"), -1);
      case "UpSampling2D" ->
          Optional.of(
              new Grid(
                  repeated(read.rows(), side(config.path("size"), 0, 2)),
                  repeated(read.columns(), side(config.path("size"), 1, 2))));
      case "Conv2DTranspose", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Resizing" ->
          Optional.empty();
      default ->
          Grid.between(layer.inputs().stream().map(grids::get).filter(Objects::nonNull).toList());
    };
  }

  private static Optional<Grid> windows(Grid read, JsonNode config, JsonNode size) {
    Optional<Axis> rows = windows(read.rows(), config, size, 0);
    Optional<Axis> columns = windows(read.columns(), config, size, 1);
    return rows.isEmpty() || columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new Grid(rows.get(), columns.get()));
  }

  private static Optional<Axis> windows(Axis axis, JsonNode config, JsonNode sizes, int side) {
    int size = side(sizes, side, 2);
    int reach = (size - 1) * side(config.path("dilation_rate"), side, 1) + 1;
    // The default stride of a pooling is its window size; convolutions always state one.
    int stride = side(config.path("strides"), side, size);
    if (size < 1 || reach < 1 || stride < 1) {
      return Optional.empty();
    }
    if (config.path("padding").asText().equals("same")) {
      return Optional.of(axis.sameWindows(reach, stride));
    }
    int room = axis.cells() - reach;
    return room < 0
        ? Optional.empty()
        : Optional.of(axis.windows(reach, stride, 0, room / stride + 1));
  }

  /** Padded by rows and columns: one number, one for each axis, or two for each axis. */
  private static Optional<Grid> bordered(Grid read, JsonNode widths, int sign) {
    int top = sign * border(widths, 0, 0);
    int left = sign * border(widths, 1, 0);
    int rows = read.rows().cells() + top + sign * border(widths, 0, 1);
    int columns = read.columns().cells() + left + sign * border(widths, 1, 1);
    return rows < 1 || columns < 1
        ? Optional.empty()
        : Optional.of(
            new Grid(
                read.rows().windows(1, 1, top, rows), read.columns().windows(1, 1, left, columns)));
  }

  private static int border(JsonNode widths, int side, int end) {
    JsonNode own = widths.isArray() ? widths.path(side) : widths;
    return (own.isArray() ? own.path(end) : own).asInt(1);
  }

  /** Each value several times: its copies divide its cell. */
  private static Axis repeated(Axis axis, int times) {
    double step = axis.step() / Math.max(1, times);
    return new Axis(
        axis.cells() * Math.max(1, times), axis.first() - axis.step() / 2 + step / 2, step);
  }

  private static int side(JsonNode sizes, int side, int otherwise) {
    return (sizes.isArray() ? sizes.path(side) : sizes).asInt(otherwise);
  }
}
