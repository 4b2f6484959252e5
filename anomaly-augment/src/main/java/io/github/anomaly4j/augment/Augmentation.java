package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/** A random change that leaves a normal image normal: geometry, brightness. */
@FunctionalInterface
public interface Augmentation {
  /** The changed image; unless an implementation says otherwise, of the same size. */
  Image apply(Image image, RandomGenerator random);
}
