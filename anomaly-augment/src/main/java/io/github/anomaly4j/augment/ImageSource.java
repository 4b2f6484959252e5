package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/** Other images that a damage may cut from; they may have any size. */
@FunctionalInterface
public interface ImageSource {
  /** One image, chosen with the generator; never null. */
  Image next(RandomGenerator random);
}
