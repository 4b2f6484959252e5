package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * Maps raw scores to a scale on which 0 is a category's usual normal image and 1 is one spread
 * above it.
 *
 * @param location the raw score that becomes 0
 * @param scale the raw difference that becomes 1, above 0
 */
public record Calibration(double location, double scale) {

  /**
   * The minimum scale, for images with equal scores, such as copies of one image. Raw scores are
   * logarithms or logits, of which smaller differences have no meaning.
   */
  private static final double MIN_SCALE = 0.02;

  /** Raw scores of all kinds are far below this. */
  public static final double LARGEST = 1e9;

  /**
   * Checks the values, so that scores computed with them do not overflow.
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
   * @param scale the raw difference that becomes 1; a value that is too small is raised to the
   *     minimum
   */
  public static Calibration of(double[] scores, double scale) {
    return around(median(scores), scale);
  }

  /** As {@link #of} scores of a known median. */
  static Calibration around(double median, double scale) {
    return new Calibration(median, Math.max(MIN_SCALE, scale));
  }

  /**
   * How far scores are above their median: the root mean square over those that are above. Scores
   * below do not count: an image that was taken twice is unusually near to its copy, and never a
   * false alarm.
   */
  public static double spread(double[] scores) {
    return spread(scores, median(scores));
  }

  /** As {@link #spread(double[])} of scores of a known median. */
  static double spread(double[] scores, double median) {
    return Math.sqrt(
        Arrays.stream(scores)
            .filter(score -> score >= median)
            .map(score -> (score - median) * (score - median))
            .average()
            .orElseThrow());
  }

  /** By sorting: selection takes endless time of many equal scores, which a file may hold. */
  private static double median(double[] scores) {
    checkArgument(
        Arrays.stream(scores).allMatch(Double::isFinite), "a score that is not a finite number");
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return middle(sorted);
  }

  /** The median of sorted scores. */
  static double middle(double[] sorted) {
    double lower = sorted[(sorted.length - 1) / 2];
    double upper = sorted[sorted.length / 2];
    return lower + (upper - lower) / 2;
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
