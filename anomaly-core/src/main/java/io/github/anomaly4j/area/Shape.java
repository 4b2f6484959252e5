package io.github.anomaly4j.area;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Mask;
import java.util.Arrays;

/**
 * The shape of an {@link Area}, in pixels of an image: (0, 0) is the upper left corner of the upper
 * left pixel. A pixel belongs to a shape if its middle does. Immutable, thread safe.
 */
public final class Shape {
  private static final float HALF = 0.5f;
  private static final int[] NOTHING = {};

  private final Rows rows;

  /** How many steps it takes to find the pixels of a row, up to a factor. */
  private final int work;

  private final Extent extent;
  private final String text;

  private Shape(Rows rows, int work, Extent extent, String text) {
    this.rows = rows;
    this.work = work;
    this.extent = extent;
    this.text = text;
  }

  @FunctionalInterface
  private interface Rows {
    int[] spans(int y);
  }

  /** How far a shape reaches; an exact size is that of a mask. */
  private record Extent(double left, double top, double right, double bottom, boolean exact) {}

  /**
   * A rectangle.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public static Shape box(int x, int y, int width, int height) {
    checkArgument(
        width >= 1 && height >= 1, "a box of %s x %s pixels; expected 1 or more", width, height);
    return new Shape(
        row -> new int[] {x, (int) Math.min(Integer.MAX_VALUE, (long) x + width)},
        1,
        new Extent(x, y, (double) x + width, (double) y + height, false),
        "the box " + x + ", " + y + ", " + width + ", " + height);
  }

  /**
   * A polygon; where it crosses itself, what an odd number of edges surrounds belongs to it.
   *
   * @param corners x and y of each in turn, at least three
   * @throws IllegalArgumentException if there are fewer, an odd number of values, or one that is
   *     not finite
   */
  public static Shape polygon(double... corners) {
    checkArgument(
        corners.length >= 6 && corners.length % 2 == 0,
        "a polygon of %s numbers; expected x and y of at least three corners",
        corners.length);
    checkArgument(
        Arrays.stream(corners).allMatch(Double::isFinite),
        "a polygon with a corner that is not a number: %s",
        Arrays.toString(corners));
    double[] own = corners.clone();
    double left = own[0];
    double right = own[0];
    double top = own[1];
    double bottom = own[1];
    for (int i = 2; i < own.length; i += 2) {
      left = Math.min(left, own[i]);
      right = Math.max(right, own[i]);
      top = Math.min(top, own[i + 1]);
      bottom = Math.max(bottom, own[i + 1]);
    }
    return new Shape(
        row -> spans(own, row + 0.5),
        own.length / 2,
        new Extent(left, top, right, bottom, false),
        "the polygon " + Arrays.toString(own));
  }

  /** From each edge that a level line crosses to the next one. */
  private static int[] spans(double[] corners, double y) {
    double[] crossings = new double[corners.length / 2];
    int count = 0;
    for (int i = 0; i < corners.length; i += 2) {
      int next = (i + 2) % corners.length;
      double from = corners[i + 1];
      double to = corners[next + 1];
      if (from <= y != to <= y) {
        crossings[count++] = corners[i] + (y - from) * (corners[next] - corners[i]) / (to - from);
      }
    }
    Arrays.sort(crossings, 0, count);
    int[] spans = new int[count];
    for (int i = 0; i < count; i++) {
      spans[i] = (int) Math.ceil(crossings[i] - HALF);
    }
    return spans;
  }

  /** The pixels that are white in a mask, which must have the size of the images. */
  public static Shape mask(Mask mask) {
    return new Shape(
        row -> spans(mask, row),
        mask.width(),
        new Extent(0, 0, mask.width(), mask.height(), true),
        "the mask of " + mask.width() + " x " + mask.height());
  }

  private static int[] spans(Mask mask, int row) {
    int[] spans = new int[mask.width() + 1];
    int count = 0;
    boolean inside = false;
    for (int x = 0; x <= mask.width(); x++) {
      boolean white = x < mask.width() && mask.at(x, row) > HALF;
      if (white != inside) {
        spans[count++] = x;
        inside = white;
      }
    }
    return Arrays.copyOf(spans, count);
  }

  /**
   * The pixels of a row that belong to the shape: where each stretch of them begins and where it
   * ends, exclusive, from left to right; an even number of values. A stretch may be empty.
   */
  public int[] spans(int row) {
    return row + 0.5 < extent.top || row + 0.5 > extent.bottom ? NOTHING : rows.spans(row);
  }

  /** How many steps it takes to find the pixels of all rows, up to a factor. */
  double work() {
    return work * (extent.bottom - extent.top);
  }

  /** Refuses a shape that was made for images of another size. */
  void requireWithin(int width, int height) {
    boolean fits =
        extent.exact
            ? extent.right == width && extent.bottom == height
            : extent.left >= 0
                && extent.top >= 0
                && extent.right <= width
                && extent.bottom <= height;
    checkArgument(fits, "%s is not within images of %s x %s pixels", this, width, height);
  }

  @Override
  public String toString() {
    return text;
  }
}
