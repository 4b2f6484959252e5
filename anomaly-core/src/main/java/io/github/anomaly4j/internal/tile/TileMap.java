package io.github.anomaly4j.internal.tile;

import io.github.anomaly4j.AnomalyMap;
import java.awt.Rectangle;

/**
 * The map of a large image from those of its tiles, in cells that each hold the highest value of
 * the pixels that they cover. Where tiles overlap, the weight of each falls linearly towards its
 * edge, so that there is no seam. Not thread safe.
 */
public final class TileMap {
  /** Cells at most, so that memory does not grow with the image: 32 MiB. */
  private static final double MAX_CELLS = 1 << 22;

  /** Cells along a tile: at that distance, the finest evidence has values of its own. */
  private static final double PER_TILE = 128;

  private final int fullWidth;
  private final int fullHeight;
  private final int overlap;
  private final int side;
  private final int width;
  private final int height;
  private final float[] sums;
  private final float[] weights;

  /** The map of an image of the given size, of which nothing is known. */
  public TileMap(int fullWidth, int fullHeight, Tiles tiles) {
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
    this.overlap = tiles.overlap();
    double cell =
        Math.max(
            Math.max(1, tiles.size() / PER_TILE),
            Math.sqrt((double) fullWidth * fullHeight / MAX_CELLS));
    width = Math.max(1, (int) (fullWidth / cell));
    height = Math.max(1, (int) (fullHeight / cell));
    side = Math.max(1, (int) Math.min(Math.max(width, height), tiles.size() / cell));
    sums = new float[width * height];
    weights = new float[width * height];
  }

  /**
   * Adds the map of a tile.
   *
   * @param values {@code [rows, columns]} over the tile
   */
  public void add(Rectangle tile, float[] values, int rows, int columns) {
    int left = (int) ((long) tile.x * width / fullWidth);
    int right = cell(tile.x + tile.width, width, fullWidth);
    int top = (int) ((long) tile.y * height / fullHeight);
    int bottom = cell(tile.y + tile.height, height, fullHeight);
    for (int row = top; row < bottom; row++) {
      double upper = (double) row * fullHeight / height - tile.y;
      double lower = upper + (double) fullHeight / height;
      float down = weight((upper + lower) / 2, tile.y, tile.height, fullHeight);
      for (int column = left; column < right; column++) {
        double before = (double) column * fullWidth / width - tile.x;
        double after = before + (double) fullWidth / width;
        float weight = down * weight((before + after) / 2, tile.x, tile.width, fullWidth);
        float highest = Float.NEGATIVE_INFINITY;
        int lastRow = last(lower, tile.height, rows);
        int lastColumn = last(after, tile.width, columns);
        for (int y = first(upper, tile.height, rows, lastRow); y <= lastRow; y++) {
          for (int x = first(before, tile.width, columns, lastColumn); x <= lastColumn; x++) {
            highest = Math.max(highest, values[y * columns + x]);
          }
        }
        sums[row * width + column] += weight * highest;
        weights[row * width + column] += weight;
      }
    }
  }

  private static int cell(int end, int cells, int length) {
    return (int) Math.min(cells, ((long) end * cells + length - 1) / length);
  }

  private static int first(double place, int length, int cells, int last) {
    return Math.max(0, Math.min(last, (int) Math.floor(place * cells / length)));
  }

  private static int last(double end, int length, int cells) {
    return Math.max(0, Math.min(cells - 1, (int) Math.ceil(end * cells / length) - 1));
  }

  /** 1 within the tile and at edges of the image, less near edges that other tiles cover. */
  private float weight(double place, int start, int length, int full) {
    double reach = Math.max(1, overlap);
    double fromLeft = start == 0 ? reach : place;
    double fromRight = start + length == full ? reach : length - place;
    return (float) Math.max(1e-3, Math.min(1, Math.min(fromLeft, fromRight) / reach));
  }

  /** The map, once all tiles are added. */
  public AnomalyMap map(boolean tellsPlaces) {
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sums[i] / weights[i];
    }
    return new AnomalyMap(fullWidth, fullHeight, width, height, values, tellsPlaces, side);
  }
}
