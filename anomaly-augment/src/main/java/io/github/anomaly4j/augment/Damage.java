package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/** A random change that makes a normal picture defective, and says where. */
@FunctionalInterface
public interface Damage {
  /**
   * Damages a picture.
   *
   * @param picture the sound picture
   * @param others pictures that a part may be cut from
   * @param random the source of every choice
   * @return the damaged picture, of the same size, and its mask; the mask is empty where the drawn
   *     damage changed nothing, as a patch of blank paper on blank paper
   */
  Damaged apply(Picture picture, PictureSource others, RandomGenerator random);

  /** Damages a picture with parts of nothing but itself. */
  default Damaged apply(Picture picture, RandomGenerator random) {
    return apply(picture, ignored -> picture, random);
  }
}
