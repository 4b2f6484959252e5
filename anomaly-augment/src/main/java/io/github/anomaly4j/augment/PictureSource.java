package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/** Other pictures that a damage may cut from; they may have any size. */
@FunctionalInterface
public interface PictureSource {
  /** One picture, chosen with the generator; never null. */
  Picture next(RandomGenerator random);
}
