package io.github.anomaly4j.internal.tile;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Squares that cover an image, each of which is learned and scored as an image of its own.
 *
 * @param size side of a tile, in pixels of the image
 * @param overlap of adjacent tiles at least, in pixels of the image
 */
public record Tiles(int size, int overlap) {
  /** More pixels in a frame than the tile has are no information. */
  private static final int MAX_ENLARGED = 4;

  private static final int MAX_SIZE = 1 << 14;

  /** Checks the ranges. */
  public Tiles {
    checkArgument(
        size >= Letterbox.MIN_SIDE && size <= MAX_SIZE,
        "the size of a tile must be from %s to %s pixels of the image: %s",
        Letterbox.MIN_SIDE,
        MAX_SIZE,
        size);
    checkArgument(
        overlap >= 0 && overlap <= size / 2,
        "tiles of %s pixels may overlap by 0 to %s pixels, half of their size: %s",
        size,
        size / 2,
        overlap);
  }

  /**
   * Refuses tiles that are too small for a frame.
   *
   * @throws IllegalArgumentException if they would be enlarged more than fourfold
   */
  public void check(Letterbox frame) {
    int side = Math.max(frame.width(), frame.height());
    checkArgument(
        (long) size * MAX_ENLARGED >= side,
        "tiles of %s pixels would be enlarged more than %s-fold to fill the image size of %s x %s:"
            + " give tiles of at least %s pixels, or a smaller image size",
        size,
        MAX_ENLARGED,
        frame.width(),
        frame.height(),
        (side + MAX_ENLARGED - 1) / MAX_ENLARGED);
  }

  /** How many times smaller a tile is made to fit a frame; below 1 if it is enlarged. */
  public double timesSmaller(Letterbox frame) {
    return Math.max((double) size / frame.width(), (double) size / frame.height());
  }

  /**
   * The tiles of an image, row by row from the top, spread evenly. An image that is not as wide or
   * high as a tile has tiles of its own width or height.
   */
  public List<Rectangle> of(int width, int height) {
    List<Rectangle> tiles = new ArrayList<>();
    int[] columns = starts(width);
    for (int y : starts(height)) {
      for (int x : columns) {
        tiles.add(new Rectangle(x, y, Math.min(size, width), Math.min(size, height)));
      }
    }
    return tiles;
  }

  /**
   * How many tiles are held at once while as many are read: enough that no thread waits long for
   * the others, but, with those that are read, no more than a quarter of the memory holds; at least
   * one.
   *
   * @param memory in bytes
   */
  public int atOnce(int threads, long memory) {
    int wanted = threads == 1 ? 1 : 2 * threads;
    long bytes = (long) size * size * Image.CHANNELS * Float.BYTES;
    return (int) Math.max(1, Math.min(wanted, memory / 4 / (2 * bytes)));
  }

  /** The first pixels of the tiles along one side; the last tile ends with the image. */
  private int[] starts(int length) {
    int last = length - size;
    if (last <= 0) {
      return new int[1];
    }
    int steps = (last + size - overlap - 1) / (size - overlap);
    int[] starts = new int[steps + 1];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (int) ((long) last * i / steps);
    }
    return starts;
  }

  /**
   * The part of a tile that the tile to its right or below does not have, so that the parts of all
   * tiles make up the image.
   */
  public Rectangle own(Rectangle tile, int width, int height) {
    return new Rectangle(
        tile.x,
        tile.y,
        next(tile.x, starts(width), width) - tile.x,
        next(tile.y, starts(height), height) - tile.y);
  }

  private static int next(int start, int[] starts, int length) {
    for (int other : starts) {
      if (other > start) {
        return other;
      }
    }
    return length;
  }

  /**
   * The pixels of a tile, at the scale that all tiles have in the frame: of an image that is
   * smaller than a tile both ways, mirrored to the right up to the size of a tile.
   */
  public Image read(LargeImage image, Rectangle tile) throws IOException {
    Image pixels = image.read(tile.x, tile.y, tile.width, tile.height);
    return Math.max(tile.width, tile.height) < size ? mirrored(pixels) : pixels;
  }

  /** The part that {@link #read} shows, beyond the image where it is mirrored. */
  public Rectangle shown(Rectangle tile) {
    return Math.max(tile.width, tile.height) < size
        ? new Rectangle(tile.x, tile.y, size, tile.height)
        : tile;
  }

  private Image mirrored(Image image) {
    float[] given = image.toArray();
    float[] wide = new float[Image.CHANNELS * image.height() * size];
    for (int i = 0; i < wide.length; i++) {
      int folded = i % size % (2 * image.width());
      int column = folded < image.width() ? folded : 2 * image.width() - 1 - folded;
      wide[i] = given[i / size * image.width() + column];
    }
    return image.origin().isPresent()
        ? Image.of(size, image.height(), wide, image.origin().get())
        : Image.of(size, image.height(), wide);
  }
}
