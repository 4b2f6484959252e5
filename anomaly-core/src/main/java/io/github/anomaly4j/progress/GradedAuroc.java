package io.github.anomaly4j.progress;

/**
 * Image AUROC of the mask output, damaged against undamaged held-out images, for three grades of
 * damage: 1.0 on obvious damage alone says little. NaN without a mask output.
 *
 * @param easy obvious damage, of difficulty {@value #EASY}
 * @param medium damage of difficulty {@value #MEDIUM}, which the validation loss uses too
 * @param hard barely visible damage, of difficulty {@value #HARD}
 */
public record GradedAuroc(double easy, double medium, double hard) {
  public static final double EASY = 0.2;
  public static final double MEDIUM = 0.5;
  public static final double HARD = 0.8;
}
