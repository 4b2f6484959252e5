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
