package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.PixelMoves;
import java.util.random.RandomGenerator;

/**
 * Moves by a random number of whole pixels in each direction, exact to the bit. Pixels from outside
 * are those of the image mirrored at its border.
 *
 * @param share the largest distance as a fraction of the longer side, in [0, 1]; drawn uniformly;
 *     along each axis at most an eighth of the image's side on that axis
 */
public record Shift(double share) implements Augmentation {
  /** Checks the share; {@link IllegalArgumentException} if it is outside [0, 1]. */
  public Shift {
    Interval.checked("share", 0, share, 0, 1);
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    int furthest = (int) (share * Math.max(image.width(), image.height()));
    return by(
        image,
        distance(Math.min(furthest, image.width() / 8), random),
        distance(Math.min(furthest, image.height() / 8), random));
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
  public static Image by(Image image, int right, int down) {
    return PixelMoves.rearrange(
        image,
        (x, y) ->
            PixelMoves.index(
                image, mirrored(x - right, image.width()), mirrored(y - down, image.height())));
  }

  /**
   * Reflects an index into 0 .. length-1; the border pixel counts twice, so that no edge appears.
   */
  private static int mirrored(int index, int length) {
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
}
