package io.github.anomaly4j.internal.report;

import java.util.stream.DoubleStream;

/**
 * The range of scores that a histogram shows. Glaring defects can score a hundred times the
 * threshold; drawn to scale, they would press everything near the threshold into one bar. So the
 * axis ends where the threshold is at a quarter of it, and scores beyond are counted in the last
 * bar.
 */
public record ScoreAxis(double low, double high) {
  private static final double THRESHOLD_AT = 0.25;

  /** The range for some scores. */
  public static ScoreAxis of(double[] normal, double[] defective, double threshold) {
    double[] all =
        DoubleStream.concat(DoubleStream.of(normal), DoubleStream.of(defective))
            .filter(Double::isFinite)
            .toArray();
    double least = DoubleStream.of(all).min().orElse(0);
    double most = DoubleStream.of(all).max().orElse(1);
    if (Double.isFinite(threshold)) {
      least = Math.min(least, threshold);
      most = Math.max(most, threshold);
      if (threshold > least) {
        most = Math.min(most, least + (threshold - least) / THRESHOLD_AT);
      }
    }
    double margin = most > least ? (most - least) / 50 : 0.5;
    return new ScoreAxis(least - margin, most + margin);
  }

  /** How far the axis reaches. */
  public double range() {
    return high - low;
  }

  /** The share of the scores in each of some equal bins; those beyond the ends are in the last. */
  public double[] shares(double[] scores, int bins) {
    double[] shares = new double[bins];
    for (double score : scores) {
      double place = Math.floor((score - low) / range() * bins);
      shares[(int) Math.max(0, Math.min(bins - 1, place))] += 1.0 / scores.length;
    }
    return shares;
  }
}
