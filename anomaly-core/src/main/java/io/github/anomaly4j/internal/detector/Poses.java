package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.Compose;
import io.github.anomaly4j.augment.Rotation;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.random.RandomGenerator;

/**
 * Other poses in which products of one category are normal: shifted by a few pixels, and rotated if
 * the images show them in every direction.
 *
 * @param everyDirection whether the images show the product in every direction
 */
public record Poses(boolean everyDirection) {
  /** The maximum shift, as a fraction of the image's longer side. */
  private static final double ASIDE = 0.05;

  private static final Augmentation SHIFTED = new Shift(ASIDE);
  private static final Augmentation TURNED = Compose.of(SHIFTED, new Rotation(true, 0));

  /** A normal image in another pose, with the part of it that is looked at in the same pose. */
  public ImageFeatures other(ImageFeatures normal, RandomGenerator random) {
    if (normal.area().isEmpty()) {
      return new ImageFeatures(other(normal.image(), random));
    }
    // What is moved depends on the size of an image alone.
    long seed = random.nextLong();
    return new ImageFeatures(
        other(normal.image(), RandomStreams.of(seed)),
        normal.area().map(area -> area.moved(mask -> other(mask, RandomStreams.of(seed)))));
  }

  /** A normal image in another pose. */
  public Image other(Image image, RandomGenerator random) {
    return (everyDirection ? TURNED : SHIFTED).apply(image, random);
  }
}
