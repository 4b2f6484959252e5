package io.github.anomaly4j.keras;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.internal.keras.LayerGraph;
import io.github.anomaly4j.spi.Normalization;
import java.util.List;

/**
 * How images go into a model and which maps are taken out of it. Plain data, which a saved file
 * holds; immutable.
 *
 * @param layers the layers to read, none twice
 * @param normalization of values of pixels
 * @param bgr whether the model takes blue first, rather than red
 * @param width of the images in pixels; 0 for the model's own, or 224 if it takes any size
 * @param height likewise
 */
record KerasSettings(
    List<String> layers, Normalization normalization, boolean bgr, int width, int height) {
  private static final int CHANNELS = 3;

  KerasSettings {
    layers = List.copyOf(layers);
    checkArgument(
        layers.stream().distinct().count() == layers.size(), "layers given twice: %s", layers);
    requireNonNull(normalization, "normalization");
    checkArgument(
        width == 0 && height == 0 || isSide(width) && isSide(height),
        "images of %s x %s pixels; expected sides from 1 to %s, or 0 x 0 for the model's own",
        width,
        height,
        LayerGraph.MAX_SIDE);
  }

  static KerasSettings defaults() {
    return new KerasSettings(List.of(), Normalization.NONE, false, 0, 0);
  }

  KerasSettings withLayers(List<String> layers) {
    return new KerasSettings(layers, normalization, bgr, width, height);
  }

  KerasSettings withNormalization(Normalization normalization, boolean bgr) {
    return new KerasSettings(layers, normalization, bgr, width, height);
  }

  KerasSettings withSize(int width, int height) {
    return new KerasSettings(layers, normalization, bgr, width, height);
  }

  /**
   * The image in the model's format, {@code [height, width, 3]}.
   *
   * @param pixels {@code [3, height, width]} in [0, 1]
   */
  float[] normalized(float[] pixels) {
    int plane = width * height;
    float[] normalized = normalization.apply(pixels);
    float[] values = new float[pixels.length];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int place = bgr ? CHANNELS - 1 - channel : channel;
      for (int i = 0; i < plane; i++) {
        values[i * CHANNELS + place] = normalized[channel * plane + i];
      }
    }
    return values;
  }

  private static boolean isSide(int pixels) {
    return pixels >= 1 && pixels <= LayerGraph.MAX_SIDE;
  }
}
