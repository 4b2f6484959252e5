package io.github.anomaly4j;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.spi.Grid;
import java.awt.Point;
import java.awt.image.BufferedImage;

/**
 * How abnormal each pixel of an image is, on the scale of {@link Detection#score()}: what the score
 * would be if the whole image were like that place. Values above {@link Detection#mapThreshold()}
 * stand out. It has the image's size and is interpolated from the resolution that it is scored at,
 * when asked for. Immutable, thread safe.
 */
public final class AnomalyMap {
  private final int width;
  private final int height;
  private final int columns;
  private final int rows;
  private final float[] values;
  private final Bilinear pixels;
  private final boolean tellsPlaces;

  /**
   * A map stretched over an image.
   *
   * @param width of the image, in pixels
   * @param height of the image, in pixels
   * @param values {@code [rows, columns]}, kept, not to be changed
   */
  public AnomalyMap(int width, int height, int columns, int rows, float[] values) {
    this(width, height, columns, rows, values, true);
  }

  /**
   * The same, which may be of evidence that does not tell where: it is the same everywhere then.
   */
  public AnomalyMap(
      int width, int height, int columns, int rows, float[] values, boolean tellsPlaces) {
    this.width = width;
    this.height = height;
    this.columns = columns;
    this.rows = rows;
    this.values = values;
    this.pixels = Bilinear.between(Grid.even(rows, columns), Grid.even(height, width));
    this.tellsPlaces = tellsPlaces;
  }

  /** Width in pixels: the image's. */
  public int width() {
    return width;
  }

  /** Height in pixels: the image's. */
  public int height() {
    return height;
  }

  /**
   * The value of a pixel.
   *
   * @throws IndexOutOfBoundsException outside the image
   */
  public float at(int x, int y) {
    if (x < 0 || x >= width || y < 0 || y >= height) {
      throw new IndexOutOfBoundsException(
          "(%d, %d) in a map of %d x %d".formatted(x, y, width, height));
    }
    return pixels.at(values, y, x);
  }

  /** Whether any evidence that counts tells where an image is abnormal. */
  public boolean tellsPlaces() {
    return tellsPlaces;
  }

  /** The highest value. */
  public float max() {
    float highest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  /** The pixel in the middle of the place with the highest value; the first one of several. */
  public Point highestPlace() {
    int highest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[highest]) {
        highest = i;
      }
    }
    return new Point(
        (int) ((highest % columns + 0.5) * width / columns),
        (int) ((highest / columns + 0.5) * height / rows));
  }

  /** All values, row by row: {@code [height, width]}. */
  public float[] toArray() {
    return pixels.apply(values, 1);
  }

  /**
   * The map as a gray image.
   *
   * @param black the value that is black; lower ones are too
   * @param white the value that is white; higher ones are too
   */
  public BufferedImage toBufferedImage(float black, float white) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    float[] all = toArray();
    int[] line = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float level = (all[y * width + x] - black) / (white - black);
        line[x] = Math.round(255 * Math.max(0, Math.min(1, level)));
      }
      image.getRaster().setSamples(0, y, width, 1, 0, line);
    }
    return image;
  }
}
