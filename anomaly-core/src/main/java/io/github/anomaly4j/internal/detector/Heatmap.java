package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Region.Corner;
import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Draws an anomaly map over its image. */
public final class Heatmap {
  private static final float STRONGEST = 0.75f;

  /** The share of positions that is shown if none is above the threshold. */
  private static final double HIGHEST = 0.02;

  private static final int OUTLINE = 0x00c8ff;
  private static final int CONTOUR = 0xff8b0000;
  private static final float OUTLINE_OPACITY = 0.85f;

  /** The width of outlines is the longer side of the image divided by this. */
  private static final int PIXELS_PER_WIDTH = 400;

  private Heatmap() {}

  /**
   * Unchanged up to the threshold; above it yellow to red, with red at twice the threshold, and the
   * contours of the regions.
   */
  public static BufferedImage draw(Image image, AnomalyMap map, double threshold) {
    BufferedImage drawn =
        draw(image, map, (float) threshold, (float) Math.max(1, Math.abs(threshold)));
    map.regions(threshold).forEach(region -> outline(drawn, region));
    return drawn;
  }

  /**
   * Around the region, so that nothing of it is hidden. The edges are upright or level and run
   * clockwise, so what is outside lies on their left.
   */
  private static void outline(BufferedImage drawn, Region region) {
    int reach = reach(drawn);
    Corner from = region.contour().get(region.contour().size() - 1);
    for (Corner to : region.contour()) {
      boolean upright = from.x() == to.x();
      int left = Math.min(from.x(), to.x());
      int top = Math.min(from.y(), to.y());
      int right = Math.max(from.x(), to.x());
      int bottom = Math.max(from.y(), to.y());
      if (upright) {
        boolean up = to.y() < from.y();
        fill(
            drawn, up ? left - reach : left, top - reach, up ? left : left + reach, bottom + reach);
      } else {
        boolean east = to.x() > from.x();
        fill(
            drawn, left - reach, east ? top - reach : top, right + reach, east ? top : top + reach);
      }
      from = to;
    }
  }

  private static void fill(BufferedImage drawn, int left, int top, int right, int bottom) {
    for (int y = Math.max(0, top); y < Math.min(drawn.getHeight(), bottom); y++) {
      for (int x = Math.max(0, left); x < Math.min(drawn.getWidth(), right); x++) {
        drawn.setRGB(x, y, CONTOUR);
      }
    }
  }

  private static int reach(BufferedImage image) {
    return 1 + Math.max(image.getWidth(), image.getHeight()) / PIXELS_PER_WIDTH;
  }

  /**
   * Unchanged except for the most abnormal places, which are yellow to red, whatever their values.
   */
  public static BufferedImage drawHighest(Image image, AnomalyMap map) {
    float[] values = map.toArray();
    float start = highest(values);
    float end = start;
    for (float value : values) {
      end = Math.max(end, value);
    }
    return draw(image, map, start, end - start);
  }

  /** Unchanged except for an outline of the most abnormal places. */
  public static BufferedImage outlineHighest(Image image, AnomalyMap map) {
    BufferedImage buffered = image.toBufferedImage();
    float[] values = map.toArray();
    float start = highest(values);
    int width = buffered.getWidth();
    int height = buffered.getHeight();
    int reach = reach(buffered);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (values[y * width + x] > start && atBorder(values, width, height, x, y, reach, start)) {
          buffered.setRGB(x, y, mix(buffered.getRGB(x, y), OUTLINE, OUTLINE_OPACITY));
        }
      }
    }
    return buffered;
  }

  /**
   * A value just below those of the most abnormal places, so that places with equal values are
   * shown; the lowest value if all but fewer places have it, as where areas ignore most of an
   * image.
   */
  private static float highest(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float lowest = sorted[0];
    float found = sorted[sorted.length - Math.max(1, (int) (HIGHEST * sorted.length))];
    return found == lowest && sorted[sorted.length - 1] > lowest ? lowest : Math.nextDown(found);
  }

  /**
   * Whether a position within reach along an axis is lower; the border of the image does not count
   * as lower.
   */
  private static boolean atBorder(
      float[] values, int width, int height, int x, int y, int reach, float start) {
    for (int step = 1; step <= reach; step++) {
      if (x - step < 0
          || x + step >= width
          || y - step < 0
          || y + step >= height
          || values[y * width + x - step] <= start
          || values[y * width + x + step] <= start
          || values[(y - step) * width + x] <= start
          || values[(y + step) * width + x] <= start) {
        return true;
      }
    }
    return false;
  }

  private static BufferedImage draw(Image image, AnomalyMap map, float start, float range) {
    BufferedImage buffered = image.toBufferedImage();
    float[] values = map.toArray();
    for (int y = 0; y < buffered.getHeight(); y++) {
      for (int x = 0; x < buffered.getWidth(); x++) {
        float level = Math.min(1, (values[y * buffered.getWidth() + x] - start) / range);
        if (level > 0) {
          buffered.setRGB(x, y, heat(buffered.getRGB(x, y), level));
        }
      }
    }
    return buffered;
  }

  private static int heat(int rgb, float level) {
    int color = 255 << 16 | Math.round(220 * (1 - level)) << 8;
    return mix(rgb, color, STRONGEST * (0.4f + 0.6f * level));
  }

  private static int mix(int under, int over, float opacity) {
    int mixed = 0xff;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int below = under >> shift & 0xff;
      mixed = mixed << 8 | Math.round(below + ((over >> shift & 0xff) - below) * opacity);
    }
    return mixed;
  }
}
