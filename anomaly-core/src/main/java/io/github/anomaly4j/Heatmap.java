package io.github.anomaly4j;

import io.github.anomaly4j.image.Picture;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Lays an anomaly map over its picture. */
final class Heatmap {
  private static final float STRONGEST = 0.75f;

  /** The share of the places that is shown where none is above the threshold. */
  private static final double HIGHEST = 0.02;

  private Heatmap() {}

  /** Clear up to the threshold; from there yellow to red, red at a threshold's height above it. */
  static BufferedImage draw(Picture picture, AnomalyMap map, double threshold) {
    return draw(picture, map, (float) threshold, (float) Math.max(1, Math.abs(threshold)));
  }

  /** Clear but for the most abnormal places, however abnormal they are: yellow to red. */
  static BufferedImage drawHighest(Picture picture, AnomalyMap map) {
    float[] values = map.toArray();
    Arrays.sort(values);
    int highest = Math.max(1, (int) (HIGHEST * values.length));
    // Just below, so that places that are all as abnormal are shown too.
    float start = Math.nextDown(values[values.length - highest]);
    return draw(picture, map, start, values[values.length - 1] - start);
  }

  private static BufferedImage draw(Picture picture, AnomalyMap map, float start, float range) {
    BufferedImage image = picture.toBufferedImage();
    float[] values = map.toArray();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        float level = Math.min(1, (values[y * image.getWidth() + x] - start) / range);
        if (level > 0) {
          image.setRGB(x, y, blend(image.getRGB(x, y), level));
        }
      }
    }
    return image;
  }

  private static int blend(int rgb, float level) {
    float opacity = STRONGEST * (0.4f + 0.6f * level);
    int red = mix(rgb >> 16 & 0xff, 255, opacity);
    int green = mix(rgb >> 8 & 0xff, 220 * (1 - level), opacity);
    int blue = mix(rgb & 0xff, 0, opacity);
    return 0xff000000 | red << 16 | green << 8 | blue;
  }

  private static int mix(int under, float over, float opacity) {
    return Math.round(under + (over - under) * opacity);
  }
}
