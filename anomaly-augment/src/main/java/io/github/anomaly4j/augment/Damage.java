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
   * @return the damaged image, of the same size, and its mask; the mask is empty if the damage
   *     changed nothing, such as a patch of blank paper pasted on blank paper
   */
  Damaged apply(Image image, ImageSource others, RandomGenerator random);

  /** Damages an image with parts of itself only. */
  default Damaged apply(Image image, RandomGenerator random) {
    return apply(image, ignored -> image, random);
  }
}
