package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/** A random change that makes a normal image defective, and says where. */
@FunctionalInterface
public interface Damage {
  /**
   * Damages an image.
   *
   * @param image the sound image
   * @param others images that a part may be cut from
   * @param random the source of every choice
   * @return the damaged image, of the same size, and its mask; the mask is empty where the drawn
   *     damage changed nothing, as a patch of blank paper on blank paper
   */
  Damaged apply(Image image, ImageSource others, RandomGenerator random);

  /** Damages an image with parts of nothing but itself. */
  default Damaged apply(Image image, RandomGenerator random) {
    return apply(image, ignored -> image, random);
  }
}
