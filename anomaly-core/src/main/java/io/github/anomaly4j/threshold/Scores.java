package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** What the rules ask of scores. */
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
}
