package io.github.anomaly4j.study;

import com.google.common.math.Stats;
import java.util.List;

/**
 * A figure that was measured several times.
 *
 * @param mean of all
 * @param deviation the standard deviation as estimated from them, that is with one less than their
 *     number as the divisor; NaN of a single one
 */
public record Spread(double mean, double deviation) {

  /**
   * The spread of measured figures.
   *
   * @param figures at least one; the spread is NaN if one of them is
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("there is no figure to take the mean of");
    }
    Stats stats = Stats.of(figures);
    return new Spread(
        stats.mean(), stats.count() < 2 ? Double.NaN : stats.sampleStandardDeviation());
  }
}
