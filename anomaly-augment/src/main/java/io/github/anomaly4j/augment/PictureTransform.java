package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/** A random change that leaves a normal picture normal: geometry, brightness. */
@FunctionalInterface
public interface PictureTransform {
  /** The changed picture; unless an implementation says otherwise, of the same size. */
  Picture apply(Picture picture, RandomGenerator random);
}
