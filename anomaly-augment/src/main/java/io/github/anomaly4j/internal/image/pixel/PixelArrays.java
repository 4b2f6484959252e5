package io.github.anomaly4j.internal.image.pixel;

import io.github.anomaly4j.image.DecodeLimits;

/** Checks of the arrays that hold the pixels of images and masks. */
public final class PixelArrays {
  private PixelArrays() {}

  /**
   * The number of values; throws an {@link IllegalArgumentException} if there can be no such array.
   */
  public static int count(String what, int channels, int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > DecodeLimits.MAX_PIXELS) {
      throw new IllegalArgumentException(
          "a %s needs sides of at least 1 and at most %d pixels, was asked for %dx%d"
              .formatted(what, DecodeLimits.MAX_PIXELS, width, height));
    }
    return channels * width * height;
  }

  /** A copy of the values, all of them in [0, 1] and as many as the sides ask for. */
  public static float[] checked(String what, int channels, int width, int height, float[] values) {
    int count = count(what, channels, width, height);
    if (values.length != count) {
      throw new IllegalArgumentException(
          "a %s of %dx%d needs %d values, got %d"
              .formatted(what, width, height, count, values.length));
    }
    float[] copy = values.clone();
    for (int i = 0; i < count; i++) {
      if (!(copy[i] >= 0f && copy[i] <= 1f)) {
        throw new IllegalArgumentException(
            "the values of a %s must be in [0, 1], the one at index %d is %s"
                .formatted(what, i, copy[i]));
      }
    }
    return copy;
  }

  /** The nearest of 256 steps. */
  public static int toByte(float value) {
    return (int) (value * 255f + 0.5f);
  }
}
