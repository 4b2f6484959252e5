package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.Compose;
import io.github.anomaly4j.augment.Rotation;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/**
 * How else the products of one category may lie in an image and be normal: somewhat aside, and
 * turned if its images show them in every direction.
 *
 * @param everyDirection whether they do
 */
public record Poses(boolean everyDirection) {
  /** Somewhat aside is up to this share of the image's longer side. */
  private static final double ASIDE = 0.05;

  private static final Augmentation SHIFTED = new Shift(ASIDE);
  private static final Augmentation TURNED = Compose.of(SHIFTED, new Rotation(true, 0));

  /** A normal image in another pose. */
  public Image other(Image image, RandomGenerator random) {
    return (everyDirection ? TURNED : SHIFTED).apply(image, random);
  }
}
