package io.github.anomaly4j.internal.registration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Sampler;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.View;
import io.github.anomaly4j.registration.Registration;
import java.awt.Point;
import java.util.Optional;

/**
 * How a part usually lies in its images: the mean of its normal images, each laid over the others.
 * Immutable, thread safe.
 */
public final class PartTemplate {
  /**
   * The longer side of templates: a tenth of a pixel of it cannot be seen in a detector's frame.
   */
  static final int SIDE = 256;

  /** Images whose sides are in another proportion, by more than this, show another view. */
  private static final double SAME_PROPORTION = 0.02;

  /** A missing border of up to this share of a side counts as seen: it is mirrored. */
  private static final double UNSEEN = 0.01;

  /** How far a patch's features reach, as a share of a side. */
  private static final double SURROUNDINGS = 1 / 8.0;

  private final Plane mean;
  private final SearchRange range;
  private final double leastSimilarity;
  private final double leastSeen;
  private final Registrar registrar;

  /**
   * A template.
   *
   * @param mean values in [0, 1], not copied
   * @param range in which parts are searched for
   * @param leastSimilarity a part that is less similar is misplaced, or another one
   * @param leastSeen the share that is seen of the normal image that shows least of its part
   */
  public PartTemplate(Plane mean, SearchRange range, double leastSimilarity, double leastSeen) {
    checkArgument(leastSeen >= 0 && leastSeen <= 1, "a share that is seen of %s", leastSeen);
    checkArgument(
        leastSimilarity >= -1 && leastSimilarity <= 1, "a similarity of %s", leastSimilarity);
    for (float value : mean.values()) {
      checkArgument(Float.isFinite(value), "a template with a value of %s", value);
    }
    this.mean = mean;
    this.range = range;
    this.leastSimilarity = leastSimilarity;
    this.leastSeen = leastSeen;
    this.registrar = new Registrar(mean, range, SIDE);
  }

  /** The size of the template of images of this size: {@code {width, height}}. */
  static int[] size(int width, int height) {
    double scale = Math.min(1, (double) SIDE / Math.max(width, height));
    return new int[] {
      Math.max(1, (int) Math.round(width * scale)), Math.max(1, (int) Math.round(height * scale))
    };
  }

  /** Whether an image's sides are in the proportion of a plane's. */
  static boolean isProportioned(Image image, Plane plane) {
    double proportion = (double) image.width() / image.height() * plane.height() / plane.width();
    return Math.abs(proportion - 1) <= SAME_PROPORTION;
  }

  public Plane mean() {
    return mean;
  }

  public SearchRange range() {
    return range;
  }

  public double leastSimilarity() {
    return leastSimilarity;
  }

  /** The share that is seen of the normal image that shows least of its part, from 0 to 1. */
  public double leastSeen() {
    return leastSeen;
  }

  /** Where the part lies in an image, in pixels of it. */
  public Alignment find(Image image) {
    if (!isProportioned(image, mean)) {
      return new Alignment(Rigid.NONE, 0, false);
    }
    Alignment found = registrar.register(Plane.luma(image.resize(mean.width(), mean.height())));
    if (!found.found() || found.similarity() < leastSimilarity) {
      return new Alignment(Rigid.NONE, found.similarity(), false);
    }
    double scale = (double) image.width() / mean.width();
    return new Alignment(found.place().scaled(scale), found.similarity(), true);
  }

  /** An image as it is seen when it is moved so that its part lies as in the template. */
  public static ImageFeatures seen(Image image, Rigid place) {
    return new ImageFeatures(
        straightened(image, place), Optional.empty(), view(place, image.width(), image.height()));
  }

  /** The image moved so that its part lies as in the template; mirrored at its border. */
  static Image straightened(Image image, Rigid place) {
    if (place.equals(Rigid.NONE)) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    Rigid.Places places = place.in(width, height);
    Sampler sampler = Sampler.of(image);
    float[] moved = new float[Image.CHANNELS * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sampler.read(places.x(x, y), places.y(x, y), moved, y * width + x, width * height);
      }
    }
    return image
        .origin()
        .map(origin -> Image.of(width, height, moved, origin))
        .orElseGet(() -> Image.of(width, height, moved));
  }

  /**
   * What of a straightened image is seen in the image that it was made from. What is near to the
   * rest does not count as seen, since features of patches are of their surroundings too.
   *
   * @return empty if all of it is
   */
  static Optional<View> view(Rigid place, int width, int height) {
    if (place.reach(width, height) <= UNSEEN * Math.max(width, height)) {
      return Optional.empty();
    }
    Rigid.Places places = place.in(width, height);
    return Optional.of(
        (x, y) -> {
          for (int corner = 0; corner < 4; corner++) {
            double beside = x + (corner % 2 == 0 ? -SURROUNDINGS : SURROUNDINGS);
            double above = y + (corner / 2 == 0 ? -SURROUNDINGS : SURROUNDINGS);
            double column = width * Math.max(0, Math.min(1, beside)) - 0.5;
            double row = height * Math.max(0, Math.min(1, above)) - 0.5;
            if (!isIn(places.x(column, row), width) || !isIn(places.y(column, row), height)) {
              return false;
            }
          }
          return true;
        });
  }

  private static boolean isIn(double position, int side) {
    double share = (position + 0.5) / side;
    return share >= -UNSEEN && share <= 1 + UNSEEN;
  }

  /** Where a place of an image is in its straightened image, or the nearest place in it. */
  public static Point inUsualView(Registration lies, Point place, int width, int height) {
    Rigid.Places back =
        new Rigid(lies.shiftX(), lies.shiftY(), Math.toRadians(lies.degrees()))
            .inverse()
            .in(width, height);
    int x = (int) Math.rint(back.x(place.x, place.y));
    int y = (int) Math.rint(back.y(place.x, place.y));
    return new Point(Math.max(0, Math.min(width - 1, x)), Math.max(0, Math.min(height - 1, y)));
  }

  /**
   * A map of a straightened image as one of the image itself. What the straightened image does not
   * show has the lowest value.
   *
   * @param values {@code [rows, columns]}, over all of the image
   * @param place in pixels of the image
   */
  public static float[] inImage(
      float[] values, int rows, int columns, Rigid place, int width, int height) {
    if (place.equals(Rigid.NONE)) {
      return values;
    }
    Plane map = new Plane(columns, rows, values);
    return moved(
        rows,
        columns,
        place,
        width,
        height,
        Floats.min(values),
        (column, row) ->
            map.at(
                Math.max(0, Math.min(columns - 1, column)), Math.max(0, Math.min(rows - 1, row))));
  }

  /**
   * Marks of a straightened image as those of the image itself: each place has the mark of the
   * nearest one.
   *
   * @param marks {@code [rows, columns]}, negative infinity where there is none; empty if there is
   *     none at all
   * @param place in pixels of the image
   */
  public static float[] nearestInImage(
      float[] marks, int rows, int columns, Rigid place, int width, int height) {
    if (place.equals(Rigid.NONE) || marks.length == 0) {
      return marks;
    }
    return moved(
        rows,
        columns,
        place,
        width,
        height,
        Float.NEGATIVE_INFINITY,
        (column, row) -> {
          int nearestColumn = (int) Math.max(0, Math.min(columns - 1, Math.rint(column)));
          int nearestRow = (int) Math.max(0, Math.min(rows - 1, Math.rint(row)));
          return marks[nearestRow * columns + nearestColumn];
        });
  }

  /** The value at a place of a straightened image's map. */
  @FunctionalInterface
  private interface Straightened {
    float at(double column, double row);
  }

  private static float[] moved(
      int rows,
      int columns,
      Rigid place,
      int width,
      int height,
      float outside,
      Straightened straightened) {
    Rigid.Places back = place.inverse().in(width, height);
    double across = (double) width / columns;
    double down = (double) height / rows;
    float[] moved = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double x = (column + 0.5) * across - 0.5;
        double y = (row + 0.5) * down - 0.5;
        double fromColumn = (back.x(x, y) + 0.5) / across - 0.5;
        double fromRow = (back.y(x, y) + 0.5) / down - 0.5;
        boolean isOutside =
            fromColumn < -0.5
                || fromRow < -0.5
                || fromColumn > columns - 0.5
                || fromRow > rows - 0.5;
        moved[row * columns + column] = isOutside ? outside : straightened.at(fromColumn, fromRow);
      }
    }
    return moved;
  }
}
