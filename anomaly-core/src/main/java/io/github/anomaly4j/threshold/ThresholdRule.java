package io.github.anomaly4j.threshold;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalDouble;

/**
 * How a threshold follows from scores; a score above it is anomalous. Rules are values: immutable,
 * safe for concurrent use, and equal if their settings are. In JSON each is its settings and a
 * {@code kind}, such as {@code {"kind": "quantile", "falsePositiveRate": 0.02, "confidence":
 * 0.95}}.
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

  /** The images whose scores a rule asks for. */
  enum Needs {
    /** None: the threshold is known beforehand. */
    NOTHING,
    /** Normal images that were not learned from. */
    NORMAL,
    /** Normal and defective images, without a word which is which. */
    UNLABELLED,
    /** Normal and defective images and the truth about each. */
    LABELLED
  }

  /** What the rule asks for at least. */
  Needs needs();

  /**
   * The threshold.
   *
   * @param scores one per image, in any order, finite; not modified
   * @param anomalous the truth, of the same length; what a rule does not need it does not look at
   * @return empty if the scores show none: a rule never guesses
   * @throws TooFewNormalsException if the rule states a rate, and the normal scores are too few
   * @throws IllegalArgumentException if a score that it looks at is not finite, or if it looks at
   *     labels that are not as many
   */
  OptionalDouble threshold(double[] scores, boolean[] anomalous);
}
