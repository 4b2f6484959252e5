package io.github.anomaly4j.internal.drift;

import io.github.anomaly4j.image.Appearance;
import java.util.List;

/**
 * What a product's normal images were like at training.
 *
 * @param appearances of each, at least one
 * @param scores those that are not above the threshold, at least one
 */
public record Trained(List<Appearance> appearances, List<Double> scores) {
  /** What is smaller than half a spread of the training is no news, whatever is measured. */
  private static final double SPREADS = 0.5;

  /** Nor is a hundredth of the brightness, contrast or sharpness. */
  private static final double SHARE = 0.01;

  public Trained {
    appearances = List.copyOf(appearances);
    scores = List.copyOf(scores);
  }

  Sample sample(Look look) {
    return look == Look.SCORE
        ? new Sample(scores, SPREADS, 0)
        : new Sample(
            appearances.stream().map(image -> value(look, image)).toList(), SPREADS, SHARE);
  }

  static double value(Look look, Appearance image) {
    return switch (look) {
      case BRIGHTNESS -> image.brightness();
      case CONTRAST -> image.contrast();
      case SHARPNESS -> image.sharpness();
      case SCORE -> throw new IllegalArgumentException("a score is no appearance");
    };
  }
}
