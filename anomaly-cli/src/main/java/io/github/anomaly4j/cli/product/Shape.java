package io.github.anomaly4j.cli.product;

import java.util.random.RandomGenerator;

/** A region of the plane: how far outside (positive) or inside (negative) a place is, in pixels. */
@FunctionalInterface
interface Shape {
  double distance(double x, double y);

  /** The whole plane. */
  Shape EVERYWHERE = (x, y) -> -1e6;

  static Shape disc(double centerX, double centerY, double radius) {
    return (x, y) -> Math.hypot(x - centerX, y - centerY) - radius;
  }

  static Shape box(
      double centerX, double centerY, double halfWidth, double halfHeight, double corner) {
    return (x, y) -> {
      double dx = Math.abs(x - centerX) - halfWidth + corner;
      double dy = Math.abs(y - centerY) - halfHeight + corner;
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
    };
  }

  /** A box about a place, turned by an angle in radians. */
  static Shape turnedBox(
      double centerX, double centerY, double halfWidth, double halfHeight, double angle) {
    Frame frame = Frame.turned(centerX, centerY, angle, 1);
    Shape box = box(0, 0, halfWidth, halfHeight, 0.4);
    return (x, y) -> box.distance(frame.localX(x, y), frame.localY(x, y));
  }

  /** A line with round ends. */
  static Shape line(double x1, double y1, double x2, double y2, double halfWidth) {
    double dx = x2 - x1;
    double dy = y2 - y1;
    double squared = Math.max(dx * dx + dy * dy, 1e-9);
    return (x, y) -> {
      double along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / squared));
      return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) - halfWidth;
    };
  }

  /**
   * A line that wanders: starts in a direction and turns a little at every step, thinner at both
   * ends.
   */
  static Shape stroke(
      RandomGenerator random,
      double startX,
      double startY,
      double direction,
      double length,
      double halfWidth,
      double wander) {
    int steps = 9;
    Shape all = (x, y) -> 1e6;
    double x = startX;
    double y = startY;
    double angle = direction;
    for (int step = 0; step < steps; step++) {
      double nextX = x + Math.cos(angle) * length / steps;
      double nextY = y + Math.sin(angle) * length / steps;
      double taper = 1 - 0.6 * Math.abs(2.0 * step / (steps - 1) - 1);
      all = all.or(line(x, y, nextX, nextY, halfWidth * taper));
      x = nextX;
      y = nextY;
      angle += random.nextDouble(-wander, wander);
    }
    return all;
  }

  /** A round patch with an uneven edge. */
  static Shape blob(RandomGenerator random, double centerX, double centerY, double radius) {
    Noise edge = new Noise(random.nextLong());
    double stretch = random.nextDouble(0.75, 1.3);
    Frame frame = Frame.turned(centerX, centerY, random.nextDouble(Math.PI), 1);
    return (px, py) -> {
      double x = frame.localX(px, py) * stretch;
      double y = frame.localY(px, py) / stretch;
      double wave = edge.cloud(x / radius * 1.3 + 50, y / radius * 1.3, 3);
      return Math.hypot(x, y) - radius * (1 + 0.55 * wave);
    };
  }

  default Shape or(Shape other) {
    return (x, y) -> Math.min(distance(x, y), other.distance(x, y));
  }

  default Shape and(Shape other) {
    return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
  }

  default Shape without(Shape other) {
    return (x, y) -> Math.max(distance(x, y), -other.distance(x, y));
  }
}
