package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** Checks that the rules have in common. */
final class Scores {

  private Scores() {}

  static double[] sorted(double[] scores) {
    checkFinite(scores);
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  static void checkFinite(double[] scores) {
    for (double score : scores) {
      checkArgument(Double.isFinite(score), "a threshold needs finite scores: %s", score);
    }
  }

  static void checkLabels(double[] scores, boolean[] anomalous) {
    checkArgument(
        scores.length == anomalous.length,
        "%s scores but %s labels: one label per score",
        scores.length,
        anomalous.length);
  }

  /**
   * The middle of a gap; always below its upper end, so that a score there is above the threshold.
   */
  static double between(double lower, double upper) {
    double middle = lower / 2 + upper / 2;
    return middle < upper ? Math.max(lower, middle) : lower;
  }
}
