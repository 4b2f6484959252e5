package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;

/**
 * Tells whether images show a product in every direction: whether the directions in which they vary
 * most, by the structure tensor (Bigün and Granlund 1987), cancel in the mean (mean resultant
 * length of axial data; Mardia and Jupp 2000). Not thread safe.
 */
public final class DirectionCheck {
  /** Coarse, so that the product tells and not the grain of the camera. */
  private static final Letterbox SCALE = new Letterbox(64, 64);

  /** A resultant of 0 is no direction more often than another, 1 always the same. */
  private static final double SMALL_RESULTANT = 0.5;

  /** Images whose directions are weaker than this on average show none: 1 is a grating. */
  private static final double WEAK = 0.1;

  /** What varies less than this, in mean squared steps of brightness, is rounding. */
  private static final double EVEN = 1e-7;

  /** Fewer images than this may lie in all directions by chance. */
  private static final int FEWEST = 8;

  private int images;
  private double x;
  private double y;
  private double lengths;

  /** Takes an image in. */
  public void add(Image image) {
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
    if (energy > EVEN * small.width() * small.height()) {
      x += along / energy;
      y += across / energy;
      lengths += Math.hypot(along, across) / energy;
      images++;
    }
  }

  private static double brightness(Image image, int x, int y) {
    return image.at(0, x, y) + image.at(1, x, y) + image.at(2, x, y);
  }

  /** Whether there are directions, and none prevails. */
  public boolean every() {
    return images >= FEWEST
        && lengths > WEAK * images
        && Math.hypot(x, y) < SMALL_RESULTANT * lengths;
  }
}
