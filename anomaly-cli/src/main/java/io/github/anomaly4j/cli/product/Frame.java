package io.github.anomaly4j.cli.product;

import java.util.random.RandomGenerator;

/**
 * The pose of a piece in the image: its origin, its rotation and its size.
 *
 * @param x of its origin, in pixels from the left
 * @param y of its origin, in pixels from the top
 * @param cosine of its turn
 * @param sine of its turn
 * @param scale its size; 1 = as designed
 */
record Frame(double x, double y, double cosine, double sine, double scale) {
  static final Frame IMAGE = turned(0, 0, 0, 1);

  /** A frame turned by an angle in radians. */
  static Frame turned(double x, double y, double angle, double scale) {
    return new Frame(x, y, Math.cos(angle), Math.sin(angle), scale);
  }

  /** About the middle of the image, as a holder that is not quite tight leaves a piece. */
  static Frame loose(RandomGenerator random, double shift, double degrees, double growth) {
    double middle = Canvas.SIZE / 2.0;
    return turned(
        middle + random.nextDouble(-shift, shift),
        middle + random.nextDouble(-shift, shift),
        Math.toRadians(random.nextDouble(-degrees, degrees)),
        1 + random.nextDouble(-growth, growth));
  }

  /** Its turn in radians. */
  double angle() {
    return Math.atan2(sine, cosine);
  }

  double localX(double px, double py) {
    return ((px - x) * cosine + (py - y) * sine) / scale;
  }

  double localY(double px, double py) {
    return (-(px - x) * sine + (py - y) * cosine) / scale;
  }
}
