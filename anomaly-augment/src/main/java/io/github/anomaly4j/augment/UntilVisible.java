package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Span;
import java.util.random.RandomGenerator;

/**
 * Repeats a damage on the sound image until some pixel's mask reaches a level, as a part of blank
 * paper pasted on blank paper does not.
 *
 * @param damage what is repeated, with new draws
 * @param level the least mask value, in (0, 1]
 * @param attempts the most repetitions, at least 1; the last result is returned whatever it is
 */
public record UntilVisible(Damage damage, double level, int attempts) implements Damage {
  /** Checks the numbers; {@link IllegalArgumentException} if one is out of range. */
  public UntilVisible {
    Span.checked("level", level, level, Double.MIN_NORMAL, 1);
    Span.checked("attempts", attempts, attempts, 1, Integer.MAX_VALUE);
  }

  @Override
  public Damaged apply(Image image, ImageSource others, RandomGenerator random) {
    Damaged result = damage.apply(image, others, random);
    for (int attempt = 1; attempt < attempts && !visible(result); attempt++) {
      result = damage.apply(image, others, random);
    }
    return result;
  }

  private boolean visible(Damaged damaged) {
    for (float value : damaged.mask().toArray()) {
      if (value >= level) {
        return true;
      }
    }
    return false;
  }
}
