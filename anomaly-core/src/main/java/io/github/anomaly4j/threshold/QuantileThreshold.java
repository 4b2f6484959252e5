package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The threshold that a new normal picture passes with at most a stated probability, from the scores
 * of held-out normal pictures alone (split conformal prediction; Papadopoulos et al. 2002,
 * Laxhammar and Falkman 2015): of n scores the k-th lowest, k = ceil((n + 1)(1 - rate)). It holds
 * for any distribution, given that new normal pictures are like the held-out ones.
 */
public final class QuantileThreshold {

  private QuantileThreshold() {}

  /**
   * The threshold; a score above it is anomalous.
   *
   * @param normalScores scores of held-out normal pictures
   * @param falsePositiveRate in (0, 1)
   * @return empty if there are too few scores to state that rate: fewer than 1 / rate - 1
   */
  public static OptionalDouble of(double[] normalScores, double falsePositiveRate) {
    checkArgument(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "the false-positive rate must be in (0, 1): %s",
        falsePositiveRate);
    int rank = (int) Math.ceil((normalScores.length + 1) * (1 - falsePositiveRate) - 1e-9);
    if (rank > normalScores.length) {
      return OptionalDouble.empty();
    }
    double[] sorted = normalScores.clone();
    Arrays.sort(sorted);
    return OptionalDouble.of(sorted[rank - 1]);
  }
}
