package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;

/**
 * Decides whether images show a product in every direction: whether the main directions of the
 * images, by the structure tensor (Bigün and Granlund 1987), cancel each other (mean resultant
 * length of axial data; Mardia and Jupp 2000). Not thread safe.
 */
public final class DirectionCheck {
  /** Coarse, so that the product decides and not the grain of the camera. */
  private static final Letterbox SCALE = new Letterbox(64, 64);

  /**
   * Below this, no direction prevails: 0 means all directions equally often, 1 always the same
   * direction.
   */
  private static final double SMALL_RESULTANT = 0.5;

  /** Below this mean coherence, images have no direction; a grating has 1. */
  private static final double WEAK = 0.1;

  /** Less variation than this, in mean squared steps of brightness, is rounding. */
  private static final double EVEN = 1e-7;

  /** Fewer images than this may have all directions by chance. */
  private static final int FEWEST = 8;

  private static final Direction NONE = new Direction(-1, -1, -1);

  private int images;
  private double x;
  private double y;
  private double lengths;

  /**
   * The main direction of an image; all -1 if it has none.
   *
   * @param x of the doubled angle, as the next one
   * @param length how clear it is, 0 to 1
   */
  public record Direction(double x, double y, double length) {}

  /** Adds an image. */
  public void add(Image image) {
    add(of(image));
  }

  /** Adds the direction of an image. */
  public void add(Direction direction) {
    if (!direction.equals(NONE)) {
      x += direction.x;
      y += direction.y;
      lengths += direction.length;
      images++;
    }
  }

  /** The direction of an image. */
  public static Direction of(Image image) {
    Image small = SCALE.scale(image);
    double along = 0;
    double across = 0;
    double energy = 0;
    for (int row = 1; row < small.height() - 1; row++) {
      for (int column = 1; column < small.width() - 1; column++) {
        double dx = brightness(small, column + 1, row) - brightness(small, column - 1, row);
        double dy = brightness(small, column, row + 1) - brightness(small, column, row - 1);
        along += dx * dx - dy * dy;
        across += 2 * dx * dy;
        energy += dx * dx + dy * dy;
      }
    }
    return energy > EVEN * small.width() * small.height()
        ? new Direction(along / energy, across / energy, Math.hypot(along, across) / energy)
        : NONE;
  }

  private static double brightness(Image image, int x, int y) {
    return image.at(0, x, y) + image.at(1, x, y) + image.at(2, x, y);
  }

  /** Whether the images have directions, and none prevails. */
  public boolean every() {
    return images >= FEWEST
        && lengths > WEAK * images
        && Math.hypot(x, y) < SMALL_RESULTANT * lengths;
  }
}
