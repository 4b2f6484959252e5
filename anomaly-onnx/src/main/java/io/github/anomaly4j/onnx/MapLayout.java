package io.github.anomaly4j.onnx;

import io.github.anomaly4j.spi.FeatureMap;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The layout of a map in a layer's tensor.
 *
 * @param channels of the map
 * @param rows of the map
 * @param columns of the map
 * @param skipped values before the map's first, which are class and register tokens
 * @param channelsLast whether the channels vary fastest, as in {@code [1, rows, columns, channels]}
 *     and in tokens
 */
record MapLayout(int channels, int rows, int columns, int skipped, boolean channelsLast) {
  /**
   * Vision transformers have a class token, distilled ones a second, and some about four registers.
   */
  private static final int MAX_EXTRA_TOKENS = 8;

  private static final int NO_GRID = Integer.MAX_VALUE;

  /**
   * The layout of a tensor for images of a size, if it holds a map.
   *
   * <p>Of four sizes, rows and columns are the last two or the middle two: those that divide the
   * image into cells closer to squares. If both are equally close, the declared layout decides. Of
   * three sizes, the middle one counts tokens: one for each cell, and up to eight before them.
   *
   * @param declaredLast whether the channels were said to come last
   */
  static Optional<MapLayout> of(long[] shape, int width, int height, boolean declaredLast) {
    if (Arrays.stream(shape).anyMatch(size -> size < 1) || shape.length == 0 || shape[0] != 1) {
      return Optional.empty();
    }
    if (shape.length == 3) {
      return tokens((int) shape[1], (int) shape[2], width, height);
    }
    if (shape.length != 4) {
      return Optional.empty();
    }
    int first = distortion(shape[2], shape[3], width, height);
    int last = distortion(shape[1], shape[2], width, height);
    if (Math.min(first, last) == NO_GRID) {
      return Optional.empty();
    }
    return Optional.of(
        last < first || last == first && declaredLast
            ? new MapLayout((int) shape[3], (int) shape[1], (int) shape[2], 0, true)
            : new MapLayout((int) shape[1], (int) shape[2], (int) shape[3], 0, false));
  }

  /** How far cells are from squares; more than rounding of the two sizes explains is no grid. */
  private static int distortion(long rows, long columns, int width, int height) {
    if (rows > height || columns > width) {
      return NO_GRID;
    }
    long distortion = Math.abs(rows * width - columns * height);
    return distortion < Math.max(width, height) ? (int) distortion : NO_GRID;
  }

  /** The finest grid of square patches for which there are enough tokens. */
  private static Optional<MapLayout> tokens(int tokens, int channels, int width, int height) {
    for (int patch = 1; patch <= Math.min(width, height); patch++) {
      int rows = height / patch;
      int columns = width / patch;
      long extra = tokens - (long) rows * columns;
      if (extra >= 0) {
        return extra <= MAX_EXTRA_TOKENS && extra < (long) rows * columns
            ? Optional.of(
                new MapLayout(channels, rows, columns, Math.toIntExact(extra * channels), true))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The map {@code [1, channels, rows, columns]} that a tensor of this layout holds. */
  FeatureMap read(FloatBuffer tensor) {
    float[] values = new float[channels * rows * columns];
    if (channelsLast) {
      int cells = rows * columns;
      float[] pixels = new float[values.length];
      tensor.get(skipped, pixels);
      for (int cell = 0; cell < cells; cell++) {
        for (int channel = 0; channel < channels; channel++) {
          values[channel * cells + cell] = pixels[cell * channels + channel];
        }
      }
    } else {
      tensor.get(0, values);
    }
    return new FeatureMap(1, channels, rows, columns, values);
  }
}
