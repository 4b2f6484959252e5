package io.github.anomaly4j.route;

import io.github.anomaly4j.image.Picture;

/**
 * A picture as the {@link TwoStageRouter} sees it.
 *
 * @param pixels {@code [3, SIDE, SIDE]}
 * @param histogram the share of its pixels in each of 16 x 16 x 16 cells of the RGB cube
 */
record Thumbnail(float[] pixels, float[] histogram) {
  static final int SIDE = 32;
  static final int PIXELS = Picture.CHANNELS * SIDE * SIDE;
  private static final int LEVELS = 16;
  static final int CELLS = LEVELS * LEVELS * LEVELS;

  static Thumbnail of(Picture picture) {
    Picture scaled = picture.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE);
    return new Thumbnail(scaled.resize(SIDE, SIDE).toArray(), histogram(scaled.toArray()));
  }

  private static float[] histogram(float[] rgb) {
    int pixels = rgb.length / Picture.CHANNELS;
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
