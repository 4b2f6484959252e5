package io.github.anomaly4j.train;

/**
 * Image AUROC of the mask output, damaged against undamaged held-out images, by how hard the damage
 * is to see: 1.0 on obvious damage alone says little. NaN without a mask output.
 *
 * @param easy obvious damage, of difficulty {@value #EASY}
 * @param medium damage of difficulty {@value #MEDIUM}, which the validation loss is of too
 * @param hard barely visible damage, of difficulty {@value #HARD}
 */
public record GradedAuroc(double easy, double medium, double hard) {
  static final double EASY = 0.2;
  static final double MEDIUM = 0.5;
  static final double HARD = 0.8;
}
