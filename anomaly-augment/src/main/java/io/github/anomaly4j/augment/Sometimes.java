package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Mask;

/** With a given probability; else the picture stays as it is. */
public final class Sometimes {
  private Sometimes() {}

  /**
   * Applies the transform with a probability.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1]
   */
  public static PictureTransform of(double probability, PictureTransform transform) {
    Span.checked("probability", probability, probability, 0, 1);
    return (picture, random) ->
        random.nextDouble() < probability ? transform.apply(picture, random) : picture;
  }

  /**
   * Applies the damage with a probability; else the mask is empty.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1]
   */
  public static Damage of(double probability, Damage damage) {
    Span.checked("probability", probability, probability, 0, 1);
    return (picture, others, random) ->
        random.nextDouble() < probability
            ? damage.apply(picture, others, random)
            : new Damaged(picture, Mask.empty(picture.width(), picture.height()));
  }
}
