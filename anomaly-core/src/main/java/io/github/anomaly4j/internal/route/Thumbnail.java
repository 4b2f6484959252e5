package io.github.anomaly4j.internal.route;

import io.github.anomaly4j.image.Image;
import java.util.Arrays;

/**
 * An image as the {@link TwoStageRouter} sees it.
 *
 * @param pixels {@code [3, SIDE, SIDE]}, minus half of each channel's median: overall brightness
 *     differs from image to image and says less than positions
 * @param histogram the share of its pixels in each of 24 x 24 x 24 cells of the RGB cube
 */
record Thumbnail(float[] pixels, float[] histogram) {
  static final int SIDE = 32;

  /*
   * The side is a power of two, so that rows and columns of a pixel's number are bits of it, which
   * are turned over by an exclusive or: all of them mirror, the highest shifts by half, cyclically.
   */
  static final int[] MIRRORINGS = {0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1};
  static final int[] SHIFTS = {SIDE / 2, SIDE * SIDE / 2, SIDE * SIDE / 2 + SIDE / 2};

  static final int PIXELS = Image.CHANNELS * SIDE * SIDE;
  private static final int LEVELS = 24;
  static final int CELLS = LEVELS * LEVELS * LEVELS;

  static Thumbnail of(Image image) {
    Image scaled = image.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE);
    return new Thumbnail(dimmed(scaled.resize(SIDE, SIDE).toArray()), histogram(scaled.toArray()));
  }

  private static float[] dimmed(float[] rgb) {
    int pixels = rgb.length / Image.CHANNELS;
    for (int start = 0; start < rgb.length; start += pixels) {
      float[] sorted = Arrays.copyOfRange(rgb, start, start + pixels);
      Arrays.sort(sorted);
      float half = sorted[pixels / 2] / 2;
      for (int i = start; i < start + pixels; i++) {
        rgb[i] -= half;
      }
    }
    return rgb;
  }

  private static float[] histogram(float[] rgb) {
    int pixels = rgb.length / Image.CHANNELS;
    float[] histogram = new float[CELLS];
    for (int i = 0; i < pixels; i++) {
      int red = level(rgb[i]);
      int green = level(rgb[pixels + i]);
      int blue = level(rgb[2 * pixels + i]);
      histogram[(red * LEVELS + green) * LEVELS + blue] += 1f / pixels;
    }
    return histogram;
  }

  private static int level(float value) {
    return Math.min(LEVELS - 1, (int) (LEVELS * value));
  }
}
