package io.github.anomaly4j.score;

import java.util.Locale;

/** The kinds of evidence that a picture is scored by. */
public enum Evidence {
  /** Distance of its patches to the category's feature library. */
  LIBRARY(0.8, 0.01, 1),
  /** Distance of the picture as a whole to the category's normal pictures; has no map. */
  PICTURE(0, 0, 1),
  /** What the network's mask output takes for damage. */
  MASK(2, 0.002, 0.25),
  /** How far the network's restoration is from the picture: shown, not counted. */
  RECONSTRUCTION(2, 0.005, 0);

  private static final float SMALLEST_DISTANCE = 1e-3f;

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

  /**
   * The map as it is scored: smoothed, so that a single odd place counts less than a patch;
   * distances as logarithms, in which normal pictures spread evenly.
   */
  public ScoreMap smooth(ScoreMap map) {
    ScoreMap smooth = map.smoothed(sigma);
    return this == LIBRARY ? smooth.logarithm(SMALLEST_DISTANCE) : smooth;
  }

  /**
   * What a place of the map adds to the fused map. What the mask output does not take for damage is
   * not normal for that: it speaks for a defect or not at all, and never outweighs the library.
   */
  double contribution(double calibrated) {
    return weight * (this == MASK ? Math.max(0, calibrated) : calibrated);
  }

  /** The raw score of a picture whose smoothed map is given. */
  public double score(ScoreMap smoothed) {
    return smoothed.top(share);
  }
}
