package io.github.anomaly4j.score;

import java.util.Locale;

/** The kinds of evidence that a picture is scored by. */
public enum Evidence {
  /** Distance of its patches to the category's feature library. */
  LIBRARY(0.8, 0.01, 1),
  /** What the network's mask output takes for damage. */
  MASK(2, 0.002, 1),
  /** How far the network's restoration is from the picture. */
  RECONSTRUCTION(2, 0.005, 0.25);

  private final double sigma;
  private final double share;
  private final double weight;

  Evidence(double sigma, double share, double weight) {
    this.sigma = sigma;
    this.share = share;
    this.weight = weight;
  }

  /** Its name in files and reports, lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it counts for in the fused score. */
  double weight() {
    return weight;
  }

  /** The map as it is scored: smoothed, so that a single odd place counts less than a patch. */
  public ScoreMap smooth(ScoreMap map) {
    return map.smoothed(sigma);
  }

  /** The raw score of a picture whose smoothed map is given. */
  public double score(ScoreMap smoothed) {
    return smoothed.top(share);
  }
}
