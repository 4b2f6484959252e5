package io.github.anomaly4j.internal.augment;

import java.util.random.RandomGenerator;

/** Sizes of damage, as shares of the image's shorter side. */
public final class DamageSize {
  /** From 3 of 128 pixels to 40 % of the image. */
  public static final Interval DEFAULT = new Interval(0.025, 0.4);

  private static final double MIN_PIXELS = 2;

  private DamageSize() {}

  public static Interval checked(double smallest, double largest) {
    return Interval.checked("size", smallest, largest, 1e-4, 1);
  }

  /** A log-uniform draw; the hardest damage uses only the lower two thirds of the sizes. */
  public static double pixels(
      Interval size, double difficulty, Canvas canvas, RandomGenerator random) {
    double share = size.at(random.nextDouble() * (1 - difficulty / 3));
    return Math.max(MIN_PIXELS, share * canvas.shorterSide());
  }
}
