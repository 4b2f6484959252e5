package io.github.anomaly4j;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.region.RegionSearch;
import io.github.anomaly4j.spi.Grid;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * How abnormal each pixel of an image is, on the scale of {@link Detection#score()}: the score that
 * the image would have if all of it were like that place. Values above {@link
 * Detection#mapThreshold()} mark a defect. The map has the size of the image; values are
 * interpolated from the resolution of the evidence at the call. Immutable, thread safe.
 */
public final class AnomalyMap {
  /** The marks of a map beside which there is no coarser one. */
  private static final float[] NO_MARKS = new float[0];

  private final int width;
  private final int height;
  private final Cells cells;
  private final Bilinear pixels;
  private final boolean tellsPlaces;

  /**
   * A map over an image.
   *
   * @param width of the image, in pixels
   * @param height of the image, in pixels
   * @param values {@code [rows, columns]}, kept, not to be changed
   */
  public AnomalyMap(int width, int height, int columns, int rows, float[] values) {
    this(width, height, columns, rows, values, true);
  }

  /**
   * The same for a map that may have no places: it is constant if no evidence that counts has a
   * map.
   */
  public AnomalyMap(
      int width, int height, int columns, int rows, float[] values, boolean tellsPlaces) {
    this(width, height, columns, rows, values, NO_MARKS, tellsPlaces);
  }

  /**
   * The same for a map beside which a coarser one marks places.
   *
   * @param marks the coarser map's values at the places that it marks, negative infinity elsewhere;
   *     empty if it marks none
   */
  public AnomalyMap(
      int width,
      int height,
      int columns,
      int rows,
      float[] values,
      float[] marks,
      boolean tellsPlaces) {
    this(
        width,
        height,
        new Cells(columns, rows, values, marks, Math.max(rows, columns)),
        tellsPlaces);
  }

  /**
   * The same for a map of tiles.
   *
   * @param side of a tile in columns or rows
   */
  public AnomalyMap(
      int width, int height, int columns, int rows, float[] values, boolean tellsPlaces, int side) {
    this(width, height, new Cells(columns, rows, values, NO_MARKS, side), tellsPlaces);
  }

  private AnomalyMap(int width, int height, Cells cells, boolean tellsPlaces) {
    this.width = width;
    this.height = height;
    this.cells = cells;
    this.pixels = Bilinear.between(Grid.even(cells.rows, cells.columns), Grid.even(height, width));
    this.tellsPlaces = tellsPlaces;
  }

  /**
   * The map at the resolution of the evidence.
   *
   * @param marks what a coarser map marks: its values there, negative infinity elsewhere; empty if
   *     nothing
   * @param side of a tile
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Cells(int columns, int rows, float[] values, float[] marks, int side) {
    /** The higher of values and marks. */
    float[] highest() {
      if (marks.length == 0) {
        return values;
      }
      float[] highest = values.clone();
      for (int i = 0; i < highest.length; i++) {
        highest[i] = Math.max(highest[i], marks[i]);
      }
      return highest;
    }
  }

  /** The same map over the image in another size. */
  AnomalyMap over(int otherWidth, int otherHeight) {
    return otherWidth == width && otherHeight == height
        ? this
        : new AnomalyMap(otherWidth, otherHeight, cells, tellsPlaces);
  }

  /** Width of the image, in pixels. */
  public int width() {
    return width;
  }

  /** Height of the image, in pixels. */
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
    return pixels.at(cells.values, y, x);
  }

  /** Whether any evidence that counts has a map; if none has, this map is constant. */
  public boolean tellsPlaces() {
    return tellsPlaces;
  }

  /** The highest value. */
  public float max() {
    float highest = Float.NEGATIVE_INFINITY;
    for (float value : cells.values) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  /** The pixel at the center of the position with the highest value; the first of several. */
  public Point highestPlace() {
    int highest = 0;
    for (int i = 1; i < cells.values.length; i++) {
      if (cells.values[i] > cells.values[highest]) {
        highest = i;
      }
    }
    return new Point(
        (int) ((highest % cells.columns + 0.5) * width / cells.columns),
        (int) ((highest / cells.columns + 0.5) * height / cells.rows));
  }

  /**
   * The connected regions whose values are above a threshold, the one with the highest value first;
   * empty if no value is. Where only the coarser evidence is abnormal, and the details are not, a
   * region has the values of that evidence, which are not in the map; with the details, they may
   * also make a region larger. They are searched for at the call, in about a millisecond.
   */
  public List<Region> regions(double threshold) {
    return new RegionSearch(width, height, cells.rows, cells.columns, cells.highest(), cells.side)
        .above(threshold);
  }

  /** Whether {@link #regions} finds any above a threshold. */
  public boolean hasRegions(double threshold) {
    boolean any = max() > threshold;
    for (float mark : cells.marks) {
      any |= mark > threshold;
    }
    return any;
  }

  /** All values, row by row: {@code [height, width]}. */
  public float[] toArray() {
    return pixels.apply(cells.values, 1);
  }

  /**
   * The map as a gray image.
   *
   * @param black values up to this one are black
   * @param white values from this one on are white
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
