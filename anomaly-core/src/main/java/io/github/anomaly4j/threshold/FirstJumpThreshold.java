package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * The first anomalous jump: cuts a mixed, unlabeled set of scores where, counted upwards, they
 * first leave a gap far wider than the low ones do among themselves.
 *
 * <p>Of the sorted scores s(1), s(2), ... the mean gap among the 20 lowest is {@code g = (s(20) -
 * s(1)) / 19}. The threshold is the middle of the first gap above s(10) that is wider than {@code
 * factor * g}. The ten lowest are taken for normal and never cut, so that one unusually perfect
 * image at the lower end is no jump, and so that a set with 10 to 19 normal images still shows its
 * own.
 *
 * <p>There is no threshold if no gap is that wide, if there are fewer than 20 scores, or if the
 * lowest 20 are all alike and so have no gap to measure by.
 *
 * <p>It depends on how scores are spaced, not only on their order, and states no false-positive
 * rate: of sets of 100 normally distributed scores without an anomaly, about 1 in 9 show a jump of
 * the factor 10; where the scores of normal images have a long upper tail, nearly all do. Where a
 * rate matters, use {@link QuantileThreshold}.
 *
 * @param factor how many times the mean gap is far above it, more than 1
 */
public record FirstJumpThreshold(double factor) implements ThresholdRule {

  /** How many of the lowest scores the mean gap is taken of. */
  private static final int LOWEST = 20;

  public FirstJumpThreshold {
    checkArgument(
        factor > 1 && Double.isFinite(factor), "factor must be more than 1 and finite: %s", factor);
  }

  /** With the factor 10. */
  public FirstJumpThreshold() {
    this(10);
  }

  @Override
  public Needs needs() {
    return Needs.UNLABELLED;
  }

  @Override
  public OptionalDouble threshold(double[] scores, boolean[] anomalous) {
    return threshold(scores);
  }

  /**
   * The threshold.
   *
   * @param scores of normal and defective images, finite; not modified
   * @return empty if they show no jump
   */
  public OptionalDouble threshold(double[] scores) {
    double[] sorted = Scores.sorted(scores);
    if (sorted.length < LOWEST || sorted[LOWEST - 1] == sorted[0]) {
      return OptionalDouble.empty();
    }
    double meanGap = (sorted[LOWEST - 1] - sorted[0]) / (LOWEST - 1);
    for (int i = LOWEST / 2; i < sorted.length; i++) {
      if (sorted[i] - sorted[i - 1] > factor * meanGap) {
        return OptionalDouble.of(Scores.between(sorted[i - 1], sorted[i]));
      }
    }
    return OptionalDouble.empty();
  }
}
