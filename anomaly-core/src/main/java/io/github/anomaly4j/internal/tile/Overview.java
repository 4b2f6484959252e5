package io.github.anomaly4j.internal.tile;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import java.awt.Rectangle;
import java.io.IOException;

/**
 * A large image, shrunk while its parts are read: each pixel is the mean of those that it covers.
 * Not thread safe.
 */
public final class Overview {
  /** Pixels at most: enough for a heat map, and for finding the category. */
  private static final double MAX_PIXELS = 1 << 20;

  /** Pixels that are read at once. */
  private static final int BAND = 1 << 22;

  private final int fullWidth;
  private final int fullHeight;
  private final int width;
  private final int height;
  private final double[] sums;
  private final int[] counts;

  /**
   * Of an image whose parts are added later.
   *
   * @param fullWidth of the image
   * @param fullHeight of the image
   */
  public Overview(int fullWidth, int fullHeight) {
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
    double times = Math.max(1, Math.sqrt((double) fullWidth * fullHeight / MAX_PIXELS));
    width = Math.max(1, (int) (fullWidth / times));
    height = Math.max(1, (int) (fullHeight / times));
    sums = new double[Image.CHANNELS * width * height];
    counts = new int[width * height];
  }

  /** Takes in parts of an image. */
  @FunctionalInterface
  public interface Reader {
    /** Takes rows of the whole width in, from row {@code y} on. */
    void take(Image rows, int y);
  }

  /** Reads all of an image from top to bottom, a few rows at a time. */
  public static void read(LargeImage image, Reader reader) throws IOException {
    int rows = Math.max(1, BAND / image.width());
    for (int y = 0; y < image.height(); y += rows) {
      reader.take(image.read(0, y, image.width(), Math.min(rows, image.height() - y)), y);
    }
  }

  /**
   * Adds a part.
   *
   * @param pixels the upper left of which is at that of the part
   * @param part of the image; no two parts overlap
   */
  public void add(Image pixels, Rectangle part) {
    float[] values = pixels.toArray();
    int plane = width * height;
    for (int y = 0; y < part.height; y++) {
      int row = (int) ((long) (part.y + y) * height / fullHeight) * width;
      for (int x = 0; x < part.width; x++) {
        int to = row + (int) ((long) (part.x + x) * width / fullWidth);
        counts[to]++;
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          sums[channel * plane + to] +=
              values[(channel * pixels.height() + y) * pixels.width() + x];
        }
      }
    }
  }

  /** The shrunk image, once all parts are added; its name and storage are those of {@code like}. */
  public Image image(LargeImage like) {
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.min(1, sums[i] / Math.max(1, counts[i % counts.length]));
    }
    return like.origin().isPresent()
        ? Image.of(width, height, values, like.origin().get())
        : Image.of(width, height, values);
  }
}
