package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.ModelFileException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensor that an image goes into.
 *
 * @param name of the tensor
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param channelsLast whether it is {@code [1, height, width, 3]} rather than {@code [1, 3, height,
 *     width]}
 */
record ImageInput(String name, int width, int height, boolean channelsLast) {
  private static final int CHANNELS = 3;

  /** The side of an image if neither the model nor the caller names a size. */
  private static final int DEFAULT_SIDE = 224;

  /**
   * The input that fits the model and the settings.
   *
   * @param shape as the model has it, -1 for open sizes
   * @throws IllegalArgumentException if the settings contradict the model
   * @throws ModelFileException if no settings would do
   */
  static ImageInput of(Path file, String name, long[] shape, OnnxSettings settings)
      throws ModelFileException {
    String found = "input \"%s\" of shape %s".formatted(name, Arrays.toString(shape));
    if (shape.length != 4) {
      throw new ModelFileException(
          file, "has an %s; expected four sizes, [1, 3, height, width]".formatted(found));
    }
    if (shape[0] > 1) {
      throw new ModelFileException(
          file,
          "takes %d images at once (%s); export it for one, or any number"
              .formatted(shape[0], found));
    }
    boolean last = settings.channelsLast();
    if (!isColor(shape[last ? 3 : 1])) {
      checkArgument(
          !isColor(shape[last ? 1 : 3]),
          last
              ? "%s: has its channels first (%s): leave channelsLast() out"
              : "%s: has its channels last (%s): call channelsLast()",
          file,
          found);
      throw new ModelFileException(
          file, "has an %s; expected 3 channels, red, green and blue".formatted(found));
    }
    long height = shape[last ? 1 : 2];
    long width = shape[last ? 2 : 3];
    return new ImageInput(
        name,
        side(file, "wide", width, settings.width()),
        side(file, "high", height, settings.height()),
        last);
  }

  /**
   * The sizes of the inputs: that of the image, and what the model says of any other input, with 1
   * for an open size.
   */
  static Map<String, long[]> sizes(OnnxModel model, OnnxSettings settings)
      throws ModelFileException {
    Map<String, long[]> sizes = new HashMap<>();
    for (OnnxModel.Tensor input : model.inputs()) {
      long[] shape = input.shape().orElse(List.of()).stream().mapToLong(Long::longValue).toArray();
      boolean image = model.inputs().size() == 1 && shape.length == 4;
      sizes.put(
          input.name(),
          image
              ? of(model.file(), input.name(), shape, settings).shape()
              : Arrays.stream(shape).map(size -> Math.max(1, size)).toArray());
    }
    return sizes;
  }

  private static boolean isColor(long channels) {
    return channels == CHANNELS || channels < 1;
  }

  private static int side(Path file, String word, long fixed, int wanted)
      throws ModelFileException {
    if (fixed < 1) {
      return wanted == 0 ? DEFAULT_SIDE : wanted;
    }
    if (fixed > OnnxSettings.MAX_SIDE) {
      throw new ModelFileException(
          file,
          "takes images %d pixels %s; expected at most %d"
              .formatted(fixed, word, OnnxSettings.MAX_SIDE));
    }
    checkArgument(
        wanted == 0 || wanted == fixed,
        "%s: takes images %s pixels %s and no others; inputSize asks for %s",
        file,
        fixed,
        word,
        wanted);
    return Math.toIntExact(fixed);
  }

  /** How many values an image has. */
  int values() {
    return CHANNELS * width * height;
  }

  /** The tensor's sizes. */
  long[] shape() {
    return channelsLast
        ? new long[] {1, height, width, CHANNELS}
        : new long[] {1, CHANNELS, height, width};
  }

  /**
   * Normalizes an image into the tensor.
   *
   * @param pixels {@code [3, height, width]} in [0, 1]
   */
  void write(float[] pixels, OnnxSettings settings, FloatBuffer tensor) {
    float[] normalized = settings.normalization().apply(pixels);
    if (!channelsLast) {
      tensor.put(0, normalized);
      return;
    }
    int plane = width * height;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = 0; i < plane; i++) {
        tensor.put(i * CHANNELS + channel, normalized[channel * plane + i]);
      }
    }
  }
}
