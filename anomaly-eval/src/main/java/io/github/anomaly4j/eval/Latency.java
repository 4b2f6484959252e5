package io.github.anomaly4j.eval;

import java.util.Arrays;

/**
 * How long one image takes, from the decoded image to its heat map, in milliseconds, one image at a
 * time and after warm-up.
 *
 * @param p50 the median; NaN if nothing was timed
 * @param p95 nineteen of twenty images take no longer; NaN if nothing was timed
 */
public record Latency(double p50, double p95) {

  /** Percentiles with linear interpolation between the closest ranks. */
  static Latency ofNanos(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latency(percentile(sorted, 0.5) / 1e6, percentile(sorted, 0.95) / 1e6);
  }

  private static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
