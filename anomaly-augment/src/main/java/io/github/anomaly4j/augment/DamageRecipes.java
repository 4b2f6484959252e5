package io.github.anomaly4j.augment;

import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.OnForeground;
import io.github.anomaly4j.internal.augment.UntilVisible;

/** Mixtures of all the damages, ready for use. */
public final class DamageRecipes {
  private static final int ATTEMPTS = 10;

  private DamageRecipes() {}

  /**
   * For training: from obvious to faint, one or two kinds at a time, and sometimes a plain
   * blanked-out rectangle. The maximum of the mask is at least 0.2, except in the rare image where
   * ten draws fail.
   */
  public static Damage training() {
    Damage natural = natural(0, 0.8);
    Damage pair = Compose.of(natural, natural);
    Damage blank =
        OneOf.of(
            new CoarseDropout(1, 3, 0.02, 0.3, CoarseDropout.Fill.MEAN),
            new CoarseDropout(1, 3, 0.02, 0.3, CoarseDropout.Fill.COLOR));
    return new UntilVisible(
        OneOf.of(natural, natural, natural, natural, natural, natural, natural, pair, pair, blank),
        0.2,
        ATTEMPTS);
  }

  /**
   * For measuring: one damage at a time, all of the same difficulty, and no blanked-out rectangles.
   *
   * @param difficulty from 0, obvious, to 1, barely visible
   * @throws IllegalArgumentException if it is outside [0, 1]
   */
  public static Damage validation(double difficulty) {
    Interval.checked("difficulty", difficulty, difficulty, 0, 1);
    return new UntilVisible(natural(difficulty, difficulty), 0.1, ATTEMPTS);
  }

  /** For calibration, which measures how far defects stand out: as for training, on the product. */
  public static Damage calibration() {
    return new OnForeground(training(), ATTEMPTS);
  }

  private static Damage natural(double easiest, double hardest) {
    Damage paste = CutPaste.builder().difficulty(easiest, hardest).build();
    Damage surface = TextureDamage.builder().difficulty(easiest, hardest).build();
    Damage scratch = Scratch.builder().difficulty(easiest, hardest).build();
    return OneOf.of(paste, paste, surface, surface, scratch);
  }
}
