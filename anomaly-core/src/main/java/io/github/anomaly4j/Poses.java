package io.github.anomaly4j;

import io.github.anomaly4j.augment.Compose;
import io.github.anomaly4j.augment.PictureTransform;
import io.github.anomaly4j.augment.Rotation;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/**
 * How else the products of one category may lie in a picture and be normal: somewhat aside, and
 * turned if its pictures show them in every direction.
 *
 * @param everyDirection whether they do
 */
record Poses(boolean everyDirection) {
  /** Somewhat aside is up to this share of the picture's longer side. */
  private static final double ASIDE = 0.05;

  private static final PictureTransform SHIFTED = new Shift(ASIDE);
  private static final PictureTransform TURNED = Compose.of(SHIFTED, new Rotation(true, 0));

  /** A normal picture in another pose. */
  Picture other(Picture picture, RandomGenerator random) {
    return (everyDirection ? TURNED : SHIFTED).apply(picture, random);
  }
}
