package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/**
 * A place in an image, for a damage or for a part to cut.
 *
 * <p>Half of the draws are uniform. The others take the one of six places with the highest local
 * contrast, so that a product in front of an empty background is damaged often enough. On an even
 * texture both are the same.
 */
public record Location(double x, double y) {
  private static final int CANDIDATES = 6;
  private static final int SPACING = 3;

  public static Location draw(Image image, RandomGenerator random) {
    Location best = uniform(image, random);
    if (random.nextBoolean()) {
      float highest = best.contrast(image);
      for (int i = 1; i < CANDIDATES; i++) {
        Location place = uniform(image, random);
        float contrast = place.contrast(image);
        if (contrast > highest) {
          highest = contrast;
          best = place;
        }
      }
    }
    return best;
  }

  private static Location uniform(Image image, RandomGenerator random) {
    return new Location(random.nextDouble() * image.width(), random.nextDouble() * image.height());
  }

  /** The range of the green channel on a coarse grid of 5x5 points around. */
  private float contrast(Image image) {
    float darkest = 1;
    float lightest = 0;
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        int column = Math.max(0, Math.min(image.width() - 1, (int) x + SPACING * dx));
        int row = Math.max(0, Math.min(image.height() - 1, (int) y + SPACING * dy));
        float value = image.at(1, column, row);
        darkest = Math.min(darkest, value);
        lightest = Math.max(lightest, value);
      }
    }
    return lightest - darkest;
  }
}
