package io.github.anomaly4j.area;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Mask;
import java.awt.geom.Path2D;
import java.util.Arrays;

/**
 * The shape of an {@link Area}, in pixels of an image: (0, 0) is the upper left corner of the upper
 * left pixel. A pixel belongs to a shape if its middle does. Immutable, thread safe.
 */
public final class Shape {
  private static final float HALF = 0.5f;

  private final Inside inside;
  private final Extent extent;
  private final String text;

  private Shape(Inside inside, Extent extent, String text) {
    this.inside = inside;
    this.extent = extent;
    this.text = text;
  }

  @FunctionalInterface
  private interface Inside {
    boolean pixel(int x, int y);
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
        (px, py) -> px >= x && px < (long) x + width && py >= y && py < (long) y + height,
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
        "a polygon with a corner not in a place");
    Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.moveTo(corners[0], corners[1]);
    double left = corners[0];
    double right = corners[0];
    double top = corners[1];
    double bottom = corners[1];
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
      left = Math.min(left, corners[i]);
      right = Math.max(right, corners[i]);
      top = Math.min(top, corners[i + 1]);
      bottom = Math.max(bottom, corners[i + 1]);
    }
    path.closePath();
    return new Shape(
        (x, y) -> path.contains(x + HALF, y + HALF),
        new Extent(left, top, right, bottom, false),
        "the polygon " + Arrays.toString(corners));
  }

  /** The pixels that are white in a mask, which must have the size of the images. */
  public static Shape mask(Mask mask) {
    return new Shape(
        (x, y) -> mask.at(x, y) > HALF,
        new Extent(0, 0, mask.width(), mask.height(), true),
        "the mask of " + mask.width() + " x " + mask.height());
  }

  boolean contains(int x, int y) {
    return inside.pixel(x, y);
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
