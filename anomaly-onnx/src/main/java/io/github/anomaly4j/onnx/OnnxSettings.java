package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.spi.Normalization;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How images go into a model and which tensors are taken out of it. Plain data, which a saved file
 * can hold; immutable.
 *
 * @param layers the tensors to read, none twice
 * @param input the input tensor for images; null for the model's only one
 * @param normalization of values of pixels
 * @param width of the images in pixels; 0 for the model's own, or 224 if it takes any size
 * @param height likewise
 * @param channelsLast whether the model takes {@code [1, height, width, 3]} rather than {@code [1,
 *     3, height, width]}
 */
public record OnnxSettings(
    List<String> layers,
    @Nullable String input,
    Normalization normalization,
    int width,
    int height,
    boolean channelsLast) {
  /** The largest side of an image: arrays grow with the area, and a file must not ask for more. */
  static final int MAX_SIDE = 4096;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public OnnxSettings {
    layers = List.copyOf(layers);
    checkArgument(
        layers.stream().distinct().count() == layers.size(), "layers given twice: %s", layers);
    requireNonNull(normalization, "normalization");
    checkArgument(
        width == 0 && height == 0 || isSide(width) && isSide(height),
        "images of %s x %s pixels; expected sides from 1 to %s, or 0 x 0 for the model's own",
        width,
        height,
        MAX_SIDE);
  }

  /** No layers, the only input, values as they are, the model's own size, channels first. */
  public static OnnxSettings defaults() {
    return new OnnxSettings(List.of(), null, Normalization.NONE, 0, 0, false);
  }

  /** Reads these tensors. */
  public OnnxSettings withLayers(List<String> layers) {
    return new OnnxSettings(layers, input, normalization, width, height, channelsLast);
  }

  /** Puts images into this tensor. */
  public OnnxSettings withInput(String input) {
    return new OnnxSettings(
        layers, requireNonNull(input, "input"), normalization, width, height, channelsLast);
  }

  /** Normalizes pixel values in this way. */
  public OnnxSettings withNormalization(Normalization normalization) {
    return new OnnxSettings(layers, input, normalization, width, height, channelsLast);
  }

  /** Takes images of this size, in pixels. */
  public OnnxSettings withSize(int width, int height) {
    return new OnnxSettings(layers, input, normalization, width, height, channelsLast);
  }

  /** Gives the model its channels first or last. */
  public OnnxSettings withChannelsLast(boolean channelsLast) {
    return new OnnxSettings(layers, input, normalization, width, height, channelsLast);
  }

  private static boolean isSide(int pixels) {
    return pixels >= 1 && pixels <= MAX_SIDE;
  }
}
