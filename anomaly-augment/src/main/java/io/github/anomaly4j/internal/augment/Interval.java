package io.github.anomaly4j.internal.augment;

import java.util.random.RandomGenerator;

/** The range of a setting, and random draws from it. */
public record Interval(double low, double high) {
  /** A span within the given limits, or an {@link IllegalArgumentException} that names it. */
  public static Interval checked(String name, double low, double high, double least, double most) {
    if (!(low >= least && low <= high && high <= most)) {
      throw new IllegalArgumentException(
          "%s must be a range within [%s, %s], was [%s, %s]"
              .formatted(name, least, most, low, high));
    }
    return new Interval(low, high);
  }

  public double uniform(RandomGenerator random) {
    return low + (high - low) * random.nextDouble();
  }

  /** A log-uniform draw: as many values in [1, 2] as in [2, 4]. */
  public double logUniform(RandomGenerator random) {
    return at(random.nextDouble());
  }

  /** The value at a position from 0 (low) to 1 (high), ratio by ratio; low must be positive. */
  public double at(double position) {
    return low * Math.pow(high / low, position);
  }

  public int integer(RandomGenerator random) {
    return (int) low + random.nextInt((int) high - (int) low + 1);
  }
}
