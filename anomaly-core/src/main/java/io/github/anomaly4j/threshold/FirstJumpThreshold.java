package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * The first anomalous jump: cuts a mixed, unlabeled set of scores at the first gap, from the lowest
 * score upwards, that is far wider than the gaps among the lowest scores.
 *
 * <p>Of the sorted scores s(1), s(2), ... the mean gap among the 20 lowest is {@code g = (s(20) -
 * s(1)) / 19}. The threshold is the middle of the first gap above s(10) that is wider than {@code
 * factor * g}. The ten lowest are assumed to be normal and never cut, so that one unusually perfect
 * image at the lower end is not a jump, and so that the jump of a set with 10 to 19 normal images
 * is still found.
 *
 * <p>There is no threshold if no gap is that wide, if there are fewer than 20 scores, or if the
 * lowest 20 are all equal and so have no mean gap.
 *
 * <p>It depends on how scores are spaced, not only on their order, and states no false-positive
 * rate: of sets of 100 normally distributed scores without an anomaly, about 1 in 9 have a jump
 * with the factor 10; if the scores of normal images have a long upper tail, nearly all have one.
 * If a rate matters, use {@link QuantileThreshold}.
 *
 * @param factor a gap is a jump if it is more than this many times the mean gap; above 1
 */
record FirstJumpThreshold(double factor) implements ThresholdRule {

  /** The mean gap is that of this many lowest scores. */
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
    return Needs.UNLABELED;
  }

  @Override
  public OptionalDouble threshold(double[] scores, boolean[] anomalous) {
    return threshold(scores);
  }

  /**
   * The threshold.
   *
   * @param scores of normal and defective images, finite; not modified
   * @return empty if they have no jump
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
