package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * The threshold that a new normal image passes with at most a stated probability, from the scores
 * of held-out normal images alone (split conformal prediction; Papadopoulos et al. 2002, Laxhammar
 * and Falkman 2015): of n scores the k-th lowest, {@code k = ceil((n + 1)(1 - rate))}. This holds
 * for any distribution, if new normal images are like the held-out ones.
 *
 * <p>That is the mean rate over draws of the held-out images. For one draw, the share of all normal
 * images above the threshold is distributed as {@code Beta(n + 1 - k, k)}, or lower if scores are
 * tied (Vovk 2012, Conditional validity of inductive conformal predictors); {@link #upperBound} is
 * its quantile.
 *
 * @param falsePositiveRate in (0, 1)
 * @param confidence of the upper bound, in (0, 1)
 */
public record QuantileThreshold(double falsePositiveRate, double confidence)
    implements ThresholdRule {

  /** So that 1 / 0.05 is 20, in spite of rounding. */
  private static final double ROUNDING = 1 + 1e-9;

  public QuantileThreshold {
    checkArgument(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "the false-positive rate must be in (0, 1): %s",
        falsePositiveRate);
    checkArgument(
        confidence > 0 && confidence < 1, "the confidence must be in (0, 1): %s", confidence);
  }

  /**
   * With a confidence of 0.95.
   *
   * @param falsePositiveRate in (0, 1)
   */
  public QuantileThreshold(double falsePositiveRate) {
    this(falsePositiveRate, 0.95);
  }

  @Override
  public Needs needs() {
    return Needs.NORMAL;
  }

  /**
   * How many normal scores are needed to state the rate: {@code 1 / rate - 1}, rounded up. Of
   * {@code n} scores a new one is the highest with a probability of {@code 1 / (n + 1)}, so that
   * even a threshold at the highest of them states no less.
   */
  public int normalsNeeded() {
    return Math.max(1, (int) Math.ceil(1 / (falsePositiveRate * ROUNDING)) - 1);
  }

  /** The threshold, from the scores of the images that are not anomalous. */
  @Override
  public OptionalDouble threshold(double[] scores, boolean[] anomalous) {
    Scores.checkLabels(scores, anomalous);
    return OptionalDouble.of(
        threshold(
            IntStream.range(0, scores.length)
                .filter(i -> !anomalous[i])
                .mapToDouble(i -> scores[i])
                .toArray()));
  }

  /**
   * The threshold.
   *
   * @param normalScores scores of held-out normal images, finite; not modified
   * @throws TooFewNormalsException if there are fewer than {@link #normalsNeeded()}
   */
  public double threshold(double[] normalScores) {
    double[] sorted = Scores.sorted(normalScores);
    return sorted[rank(sorted.length) - 1];
  }

  /**
   * An upper bound of the false-positive rate among all normal images, with the stated confidence.
   * Rates measured on some test images vary around the true rate.
   *
   * @param normals how many normal scores the threshold was computed from
   * @throws TooFewNormalsException if they are fewer than {@link #normalsNeeded()}
   */
  public double upperBound(int normals) {
    int rank = rank(normals);
    return new BetaDistribution(null, normals + 1 - rank, rank)
        .inverseCumulativeProbability(confidence);
  }

  private int rank(int normals) {
    if (normals < normalsNeeded()) {
      throw new TooFewNormalsException(normals, normalsNeeded(), falsePositiveRate);
    }
    int alarms = (int) ((normals + 1.0) * falsePositiveRate * ROUNDING);
    return normals + 1 - Ints.constrainToRange(alarms, 1, normals);
  }
}
