package io.github.anomaly4j.augment;

import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.FractalNoise;
import io.github.anomaly4j.internal.augment.Location;
import io.github.anomaly4j.internal.augment.Stencil;
import java.util.random.RandomGenerator;

/** The shapes of damaged regions. */
public enum Outline {
  /** A rectangle, turned by any angle. */
  RECTANGLE {
    @Override
    Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random) {
      return (u, v) -> Math.min(halfWidth - Math.abs(u), halfHeight - Math.abs(v));
    }
  },

  /** A long thin rectangle, turned by any angle. */
  SCAR {
    @Override
    Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random) {
      return RECTANGLE.depth(halfWidth, halfHeight, random);
    }
  },

  /** An ellipse with a wavy rim. */
  BLOB {
    @Override
    Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random) {
      double[] waves = new double[4];
      double[] phases = new double[waves.length];
      for (int i = 0; i < waves.length; i++) {
        waves[i] = 0.3 * random.nextDouble() / (i + 1);
        phases[i] = 2 * Math.PI * random.nextDouble();
      }
      double smaller = Math.min(halfWidth, halfHeight);
      return (u, v) -> {
        double angle = Math.atan2(v, u);
        double rim = 1;
        for (int i = 0; i < waves.length; i++) {
          rim += waves[i] * Math.cos((i + 2) * angle + phases[i]);
        }
        return (rim - Math.hypot(u / halfWidth, v / halfHeight)) * smaller;
      };
    }
  },

  /** Three to six straight sides, like a splinter or a piece that a crack cuts off. */
  POLYGON {
    @Override
    Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random) {
      int sides = 3 + random.nextInt(4);
      double[] cos = new double[sides];
      double[] sin = new double[sides];
      double[] distances = new double[sides];
      for (int i = 0; i < sides; i++) {
        double angle = 2 * Math.PI * (i + 0.7 * random.nextDouble()) / sides;
        cos[i] = Math.cos(angle);
        sin[i] = Math.sin(angle);
        distances[i] = 0.5 + 0.5 * random.nextDouble();
      }
      double smaller = Math.min(halfWidth, halfHeight);
      return (u, v) -> {
        double depth = 1.5 - Math.hypot(u / halfWidth, v / halfHeight);
        for (int i = 0; i < sides; i++) {
          double across = cos[i] * u / halfWidth + sin[i] * v / halfHeight;
          depth = Math.min(depth, distances[i] - across);
        }
        return depth * smaller;
      };
    }
  },

  /** A ragged patch with islands and holes: an ellipse whose rim Perlin noise shifts. */
  CLOUD {
    @Override
    Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random) {
      double larger = Math.max(halfWidth, halfHeight);
      int half = (int) Math.ceil(REACH * larger) + 2;
      int side = 2 * half + 1;
      double cell = larger * (0.4 + 0.8 * random.nextDouble());
      float[] noise = FractalNoise.draw(side, side, cell, random);
      double smaller = Math.min(halfWidth, halfHeight);
      return (u, v) -> {
        int column = Math.max(0, Math.min(side - 1, (int) (u + half + 0.5)));
        int row = Math.max(0, Math.min(side - 1, (int) (v + half + 0.5)));
        double radius = Math.hypot(u / halfWidth, v / halfHeight);
        double shifted = 0.8 - radius + 0.9 * noise[row * side + column];
        return Math.min(shifted, 1.6 - radius) * smaller;
      };
    }
  };

  /** No outline extends farther from its center than this times its half width or height. */
  private static final double REACH = 1.65;

  /** The depth inside an axis-aligned shape with the given half sides. */
  abstract Stencil.Depth depth(double halfWidth, double halfHeight, RandomGenerator random);

  /**
   * Draws a shape at a random {@link Location} and angle.
   *
   * @param size approximately the square root of its area in pixels
   * @param aspect its width over its height
   */
  Stencil draw(Canvas canvas, double size, double aspect, double feather, RandomGenerator random) {
    double halfWidth = Math.max(0.7, size * Math.sqrt(aspect) / 2);
    double halfHeight = Math.max(0.7, size / Math.sqrt(aspect) / 2);
    double angle = 2 * Math.PI * random.nextDouble();
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    Stencil.Depth depth = depth(halfWidth, halfHeight, random);
    Location place = Location.draw(canvas.sound(), random);
    return Stencil.of(
        canvas,
        place.x(),
        place.y(),
        REACH * Math.max(halfWidth, halfHeight),
        Math.max(1, feather),
        (dx, dy) -> depth.at(cos * dx + sin * dy, cos * dy - sin * dx));
  }
}
