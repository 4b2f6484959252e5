package io.github.anomaly4j.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.Quantiles;
import java.util.Arrays;

/**
 * Puts raw scores on the common scale: 0 is a category's usual normal picture, 1 is one spread of
 * its normal pictures above.
 *
 * @param location the raw score that becomes 0
 * @param scale the raw difference that becomes 1, above 0
 */
public record Calibration(double location, double scale) {
  /** So many pictures of other categories a spread is taken to be known from beforehand. */
  private static final double PRIOR_PICTURES = 10;

  /**
   * Pictures that all score alike, as one held-out picture does, still have a scale: of raw scores,
   * which are logarithms or logits, differences below this say nothing.
   */
  private static final double SMALLEST_SCALE = 0.02;

  public Calibration {
    checkArgument(Double.isFinite(location), "location must be finite: %s", location);
    checkArgument(scale > 0 && Double.isFinite(scale), "scale must be positive: %s", scale);
  }

  /**
   * Calibrates on a category's held-out normal pictures. The spread of a handful of pictures is
   * itself uncertain, so it is drawn towards the spread that is usual among all categories, as far
   * as few pictures ask for it.
   *
   * @param scores raw scores of the held-out pictures; at least one
   * @param usualScale the typical spread within categories
   */
  public static Calibration of(double[] scores, double usualScale) {
    double location = Quantiles.median().compute(scores);
    double squares = Arrays.stream(scores).map(score -> score - location).map(d -> d * d).sum();
    double variance =
        (squares + PRIOR_PICTURES * usualScale * usualScale) / (scores.length + PRIOR_PICTURES);
    return new Calibration(location, Math.max(SMALLEST_SCALE, Math.sqrt(variance)));
  }

  /** The spread of scores around their median: a root mean square. */
  public static double spread(double[] scores) {
    double location = Quantiles.median().compute(scores);
    double squares = Arrays.stream(scores).map(score -> score - location).map(d -> d * d).sum();
    return Math.sqrt(squares / Math.max(1, scores.length - 1));
  }

  /** The calibrated score. */
  public double apply(double raw) {
    return (raw - location) / scale;
  }
}
