package io.github.anomaly4j.threshold;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalDouble;

/**
 * How a threshold is computed from scores; a score above it is anomalous. Rules are values:
 * immutable, safe for concurrent use, and equal if their settings are. In JSON, a rule is its
 * settings and a {@code kind}, such as {@code {"kind": "quantile", "falsePositiveRate": 0.02,
 * "confidence": 0.95}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FirstJumpThreshold.class, name = "firstJump"),
  @JsonSubTypes.Type(value = QuantileThreshold.class, name = "quantile"),
  @JsonSubTypes.Type(value = F1MaxThreshold.class, name = "f1Max"),
  @JsonSubTypes.Type(value = FixedThreshold.class, name = "fixed")
})
public sealed interface ThresholdRule
    permits FirstJumpThreshold, QuantileThreshold, F1MaxThreshold, FixedThreshold {

  /** The images whose scores a rule needs. */
  enum Needs {
    /** None: the threshold is known beforehand. */
    NOTHING,
    /** Normal images that were not used for training. */
    NORMAL,
    /** Normal and defective images, without labels. */
    UNLABELED,
    /** Normal and defective images, with labels. */
    LABELED
  }

  /** The {@linkplain #firstJump(double) first jump} with the factor 10. */
  static ThresholdRule firstJump() {
    return new FirstJumpThreshold();
  }

  /**
   * The first jump of unlabeled scores: of the sorted scores, the middle of the first gap above the
   * tenth that is much wider than the mean gap among the 20 lowest. It states no false-positive
   * rate: of sets of 100 normally distributed scores without an anomaly, about 1 in 9 have a jump
   * with the factor 10. If a rate matters, use {@link #quantile}.
   *
   * @param factor how many times as wide, above 1
   */
  static ThresholdRule firstJump(double factor) {
    return new FirstJumpThreshold(factor);
  }

  /** The threshold with the highest F1 score on labeled images. */
  static ThresholdRule f1Max() {
    return new F1MaxThreshold();
  }

  /**
   * A threshold that is known beforehand.
   *
   * @param value finite
   */
  static ThresholdRule fixed(double value) {
    return new FixedThreshold(value);
  }

  /**
   * The quantile of normal scores at a stated false-positive rate; {@link QuantileThreshold} takes
   * a confidence too.
   *
   * @param falsePositiveRate in (0, 1)
   */
  static ThresholdRule quantile(double falsePositiveRate) {
    return new QuantileThreshold(falsePositiveRate);
  }

  /** What the rule needs at least. */
  Needs needs();

  /**
   * The threshold.
   *
   * @param scores one per image, in any order, finite; not modified
   * @param anomalous the labels, of the same length; a rule does not read what it does not need
   * @return empty if the scores give none: a rule never guesses
   * @throws TooFewNormalsException if the rule states a rate and there are too few normal scores
   * @throws IllegalArgumentException if a score that it reads is not finite, or if it reads labels
   *     and their number differs from that of the scores
   */
  OptionalDouble threshold(double[] scores, boolean[] anomalous);
}
