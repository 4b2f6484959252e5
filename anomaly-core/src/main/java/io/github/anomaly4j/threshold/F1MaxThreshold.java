package io.github.anomaly4j.threshold;

import io.github.anomaly4j.metric.F1Max;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The threshold of the largest F1 on a labeled set, {@code F1 = 2 TP / (2 TP + FP + FN)}; if
 * several thresholds reach it, the highest of them. It is the middle of the gap below the lowest
 * score that {@link F1Max} counts as found. {@link F1Max#value()} of the same scores is the F1 that
 * it reaches on them; expect less on other images.
 */
record F1MaxThreshold() implements ThresholdRule {

  @Override
  public Needs needs() {
    return Needs.LABELED;
  }

  /** The threshold; empty unless there are both normal and anomalous scores. */
  @Override
  public OptionalDouble threshold(double[] scores, boolean[] anomalous) {
    Scores.checkFinite(scores);
    double lowestFound = F1Max.of(scores, anomalous).threshold();
    if (Double.isNaN(lowestFound)) {
      return OptionalDouble.empty();
    }
    OptionalDouble below = Arrays.stream(scores).filter(score -> score < lowestFound).max();
    return OptionalDouble.of(
        below.isPresent()
            ? Scores.between(below.getAsDouble(), lowestFound)
            : Math.nextDown(lowestFound));
  }
}
