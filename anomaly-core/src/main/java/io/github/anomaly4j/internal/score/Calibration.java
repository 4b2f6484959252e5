package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.Quantiles;
import java.util.Arrays;

/**
 * Puts raw scores on another scale: 0 is a category's usual normal image, 1 is one spread above.
 *
 * @param location the raw score that becomes 0
 * @param scale the raw difference that becomes 1, above 0
 */
public record Calibration(double location, double scale) {

  /**
   * Images that all score alike, as copies of one image do, still have a scale: of raw scores,
   * which are logarithms or logits, differences below this say nothing.
   */
  private static final double MIN_SCALE = 0.02;

  /** Raw scores are far below, whatever they are made of. */
  static final double LARGEST = 1e9;

  /**
   * Checks the values, which scores are computed with and must not overflow.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Calibration {
    checkArgument(
        Math.abs(location) <= LARGEST, "location must be within +-%s: %s", LARGEST, location);
    checkArgument(
        scale >= 1 / LARGEST && scale <= LARGEST,
        "scale must be from %s to %s: %s",
        1 / LARGEST,
        LARGEST,
        scale);
  }

  /**
   * Calibrates.
   *
   * @param scores of normal images, at least one; their median becomes 0
   * @param scale the raw difference that becomes 1; what is too small to say anything is raised
   */
  public static Calibration of(double[] scores, double scale) {
    return new Calibration(Quantiles.median().compute(scores), Math.max(MIN_SCALE, scale));
  }

  /**
   * How far scores lie above their median: the root mean square of those that do. What lies below
   * does not count: an image taken twice is unusually near to the other, and no false alarm.
   */
  public static double spread(double[] scores) {
    double median = Quantiles.median().compute(scores);
    return Math.sqrt(
        Arrays.stream(scores)
            .filter(score -> score >= median)
            .map(score -> (score - median) * (score - median))
            .average()
            .orElseThrow());
  }

  /** The calibrated score. */
  public double apply(double raw) {
    return (raw - location) / scale;
  }

  /** The raw score of a calibrated one. */
  public double raw(double calibrated) {
    return location + scale * calibrated;
  }
}
