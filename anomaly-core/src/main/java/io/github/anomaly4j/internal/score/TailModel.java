package io.github.anomaly4j.internal.score;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Scores above all that were seen, as if scores were normally distributed: the upper end of a
 * prediction interval for one more score (Student's t), and never below the highest score seen.
 *
 * @param highest the highest score seen
 * @param mean of the scores
 * @param deviation of one more score from the mean; 0 if there is only one score
 * @param scores how many there are, at least 1
 */
record TailModel(double highest, double mean, double deviation, int scores) {

  static TailModel of(double[] scores) {
    double highest = Arrays.stream(scores).max().orElseThrow();
    double mean = Arrays.stream(scores).average().orElseThrow();
    double squares = Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).sum();
    double deviation =
        scores.length < 2
            ? 0
            : Math.sqrt(squares / (scores.length - 1) * (1 + 1.0 / scores.length));
    return new TailModel(highest, mean, deviation, scores.length);
  }

  /** The score that a share {@code rate} of new scores is above. */
  double threshold(double rate) {
    return deviation == 0
        ? highest
        : Math.max(highest, mean + student().inverseCumulativeProbability(1 - rate) * deviation);
  }

  /** The lowest rate whose threshold a score above the highest one is above. */
  double rate(double score) {
    return deviation == 0 ? 0 : student().cumulativeProbability((mean - score) / deviation);
  }

  private TDistribution student() {
    return new TDistribution(null, scores - 1.0);
  }
}
