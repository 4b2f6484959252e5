package io.github.anomaly4j.augment;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Applies one of several transforms, drawn with equal probability each time; name one twice to
 * double its probability.
 */
public final class OneOf {
  private OneOf() {}

  /**
   * One of the transforms.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Augmentation of(Augmentation... transforms) {
    List<Augmentation> choices = some(List.of(transforms));
    return (image, random) -> draw(choices, random).apply(image, random);
  }

  /**
   * One of the damages.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Damage of(Damage... damages) {
    List<Damage> choices = some(List.of(damages));
    return (image, others, random) -> draw(choices, random).apply(image, others, random);
  }

  static <T> T draw(List<T> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static <T> List<T> some(List<T> choices) {
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("there must be something to choose from");
    }
    return choices;
  }
}
