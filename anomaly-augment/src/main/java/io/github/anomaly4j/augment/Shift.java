package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/**
 * Moves by a random number of whole pixels each way, exact to the bit. What comes in from outside
 * is the picture mirrored at its border.
 *
 * @param share how far at most, as a share of the longer side, in [0, 1]; uniform, and each way no
 *     farther than an eighth of the picture that way if that is less
 */
public record Shift(double share) implements PictureTransform {
  /** Checks the share; {@link IllegalArgumentException} if it is outside [0, 1]. */
  public Shift {
    Span.checked("share", 0, share, 0, 1);
  }

  @Override
  public Picture apply(Picture picture, RandomGenerator random) {
    int furthest = (int) (share * Math.max(picture.width(), picture.height()));
    return by(
        picture,
        distance(Math.min(furthest, picture.width() / 8), random),
        distance(Math.min(furthest, picture.height() / 8), random));
  }

  private static int distance(int furthest, RandomGenerator random) {
    return random.nextInt(-furthest, furthest + 1);
  }

  /**
   * Moves by a given number of pixels.
   *
   * @param right negative to the left
   * @param down negative upward
   */
  public static Picture by(Picture picture, int right, int down) {
    return Grid.rearrange(
        picture,
        (x, y) ->
            Grid.index(
                picture,
                mirrored(x - right, picture.width()),
                mirrored(y - down, picture.height())));
  }

  /** Reflects an index into 0 .. length-1, the border pixel twice, so that no edge comes in. */
  private static int mirrored(int index, int length) {
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
}
