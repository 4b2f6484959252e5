package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** How the layers of a running model hold maps, and where the maps' values stand in the image. */
final class LayerMaps {
  private final Path file;
  private final ImageInput input;
  private final Map<String, MapLayout> layouts;
  private final Map<String, Grid> grids;

  private LayerMaps(OnnxModel model, ImageInput input, Map<String, MapLayout> layouts) {
    this.file = model.file();
    this.input = input;
    this.layouts = layouts;
    this.grids = grids(model, input, layouts);
  }

  /**
   * Runs the model on a gray image, since few models say what shapes their tensors have.
   *
   * @param settings with nothing left open
   * @throws IllegalArgumentException if the model does not run, or a layer holds no map
   */
  static LayerMaps probe(
      OnnxModel model, OnnxSession session, ImageInput input, OnnxSettings settings) {
    Path file = model.file();
    float[] gray = new float[input.values()];
    Arrays.fill(gray, 0.5f);
    Map<String, OnnxSession.Output> outputs;
    try {
      outputs = session.run(input, buffer -> input.write(gray, settings, buffer));
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          "%s: cannot run on an image of %d x %d pixels; choose another inputSize: %s"
              .formatted(file, input.width(), input.height(), e.getMessage()),
          e);
    }
    ImmutableMap.Builder<String, MapLayout> layouts = ImmutableMap.builder();
    for (String layer : settings.layers()) {
      layouts.put(layer, layout(file, layer, outputs.get(layer).shape(), input));
    }
    return new LayerMaps(model, input, layouts.buildOrThrow());
  }

  private static MapLayout layout(Path file, String layer, long[] shape, ImageInput input) {
    checkArgument(
        shape.length > 0, "%s: layer \"%s\" holds no float32 tensor; choose another", file, layer);
    return MapLayout.of(shape, input.width(), input.height(), input.channelsLast())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("%s: layer \"%s\" gives %s for an image of %d x %d pixels; expected a map,"
                            + " [1, channels, rows, columns], or [1, tokens, channels] with a token"
                            + " for each patch and up to 8 before them: choose an earlier layer")
                        .formatted(
                            file, layer, Arrays.toString(shape), input.width(), input.height())));
  }

  /** Even grids for layers whose positions the model does not tell. */
  private static Map<String, Grid> grids(
      OnnxModel model, ImageInput input, Map<String, MapLayout> layouts) {
    Map<String, Grid> told = model.grids(input.name(), input.width(), input.height());
    return ImmutableMap.copyOf(
        Maps.transformEntries(
            layouts,
            (layer, layout) -> {
              requireNonNull(layout);
              Grid even = Grid.even(layout.rows(), layout.columns());
              Grid grid = told.getOrDefault(layer, even);
              return grid.hasShapeOf(even) ? grid.centered() : even;
            }));
  }

  /** Where the values of a layer's map stand. */
  Grid grid(String layer) {
    return grids.get(layer);
  }

  /**
   * The map of each layer.
   *
   * @param outputs of a run, by layer
   * @throws IllegalStateException if a layer has another shape than for the gray image
   */
  Map<String, FeatureMap> read(Map<String, OnnxSession.Output> outputs) {
    ImmutableMap.Builder<String, FeatureMap> maps = ImmutableMap.builder();
    layouts.forEach((layer, layout) -> maps.put(layer, map(layer, layout, outputs.get(layer))));
    return maps.buildOrThrow();
  }

  private FeatureMap map(String layer, MapLayout layout, OnnxSession.Output output) {
    MapLayout now =
        MapLayout.of(output.shape(), input.width(), input.height(), input.channelsLast())
            .orElse(null);
    checkState(
        layout.equals(now),
        "%s: layer \"%s\" changes its shape with the image, here to %s",
        file,
        layer,
        Arrays.toString(output.shape()));
    return layout.read(output.values());
  }
}
