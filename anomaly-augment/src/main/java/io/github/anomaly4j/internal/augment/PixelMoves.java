package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.image.Image;

/** Moves of whole pixels, without interpolation. */
public final class PixelMoves {
  /** The source of the pixel at (x, y) of the result, as an index into a plane. */
  public interface Origin {
    int of(int x, int y);
  }

  private PixelMoves() {}

  /** The index of a pixel in a plane. */
  public static int index(Image image, int x, int y) {
    return y * image.width() + x;
  }

  /** An image of the same size whose pixels come from other places. */
  public static Image rearrange(Image image, Origin origin) {
    int width = image.width();
    int height = image.height();
    int pixels = width * height;
    float[] source = image.toArray();
    float[] result = new float[source.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to++) {
        int from = origin.of(x, y);
        for (int plane = 0; plane < source.length; plane += pixels) {
          result[plane + to] = source[plane + from];
        }
      }
    }
    return Image.of(width, height, result);
  }
}
