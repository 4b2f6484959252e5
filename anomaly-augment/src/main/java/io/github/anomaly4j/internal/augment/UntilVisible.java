package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.augment.ImageSource;
import io.github.anomaly4j.image.Image;
import java.util.random.RandomGenerator;

/**
 * Repeats a damage on the sound image until the mask reaches a level at some pixel: a part of blank
 * paper pasted on blank paper, for example, changes nothing.
 *
 * @param damage the damage to repeat, with new random draws
 * @param level the mask value to reach, in (0, 1]
 * @param attempts the maximum number of attempts, at least 1; the last result is returned in any
 *     case
 */
public record UntilVisible(Damage damage, double level, int attempts) implements Damage {
  /** Checks the numbers; {@link IllegalArgumentException} if one is out of range. */
  public UntilVisible {
    Interval.checked("level", level, level, Double.MIN_NORMAL, 1);
    Interval.checked("attempts", attempts, attempts, 1, Integer.MAX_VALUE);
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
