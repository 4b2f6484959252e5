package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.augment.Interval;

/** Applies a transform with a given probability; otherwise the image does not change. */
public final class Sometimes {
  private Sometimes() {}

  /**
   * Applies the transform with a probability.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1]
   */
  public static Augmentation of(double probability, Augmentation transform) {
    Interval.checked("probability", probability, probability, 0, 1);
    return (image, random) ->
        random.nextDouble() < probability ? transform.apply(image, random) : image;
  }

  /**
   * Applies the damage with a probability; else the mask is empty.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1]
   */
  public static Damage of(double probability, Damage damage) {
    Interval.checked("probability", probability, probability, 0, 1);
    return (image, others, random) ->
        random.nextDouble() < probability
            ? damage.apply(image, others, random)
            : new Damaged(image, Mask.empty(image.width(), image.height()));
  }
}
