package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.image.Image;

/** Moves of whole pixels: nothing is interpolated, so nothing is lost. */
public final class Grid {
  /** Where the pixel at (x, y) of the result comes from, as an index into a plane. */
  public interface Origin {
    int of(int x, int y);
  }

  private Grid() {}

  public static int index(Image image, int x, int y) {
    return y * image.width() + x;
  }

  public static Image rearrange(Image image, Origin origin) {
    int width = image.width();
    int height = image.height();
    int pixels = width * height;
    float[] source = image.toArray();
    float[] result = new float[source.length];
    for (int i = 0; i < pixels; i++) {
      int from = origin.of(i % width, i / width);
      for (int plane = 0; plane < source.length; plane += pixels) {
        result[plane + i] = source[plane + from];
      }
    }
    return Image.of(width, height, result);
  }
}
