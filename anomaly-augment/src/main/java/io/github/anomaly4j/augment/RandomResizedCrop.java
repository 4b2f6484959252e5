package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Interval;
import java.util.random.RandomGenerator;

/**
 * Cuts a random part, wholly inside the image, and resizes it.
 *
 * @param width of the result
 * @param height of the result
 * @param minArea the smallest part, as a share of the image's area; above 0
 * @param maxArea the largest; to 1
 * @param minAspect the smallest ratio of the part's width to its height, relative to the image's
 *     own; drawn log-uniformly
 * @param maxAspect the largest; to 100
 */
public record RandomResizedCrop(
    int width, int height, double minArea, double maxArea, double minAspect, double maxAspect)
    implements Augmentation {
  /** Checks all; {@link IllegalArgumentException} names the one that is out of range. */
  public RandomResizedCrop {
    Interval.checked(
        "width and height", Math.min(width, height), Math.max(width, height), 1, 1 << 15);
    Interval.checked("area", minArea, maxArea, Double.MIN_NORMAL, 1);
    Interval.checked("aspect", minAspect, maxAspect, 0.01, 100);
  }

  /** Parts of at least half the image, with an aspect ratio from 3:4 to 4:3. */
  public static RandomResizedCrop to(int width, int height) {
    return new RandomResizedCrop(width, height, 0.5, 1, 3 / 4.0, 4 / 3.0);
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    double scale = Math.sqrt(new Interval(minArea, maxArea).uniform(random));
    double stretch = Math.sqrt(new Interval(minAspect, maxAspect).logUniform(random));
    int partWidth = part(image.width(), scale * stretch);
    int partHeight = part(image.height(), scale / stretch);
    int x = random.nextInt(image.width() - partWidth + 1);
    int y = random.nextInt(image.height() - partHeight + 1);
    return image.crop(x, y, partWidth, partHeight).resize(width, height);
  }

  private static int part(int side, double share) {
    return (int) Math.max(1, Math.min(side, Math.round(side * share)));
  }
}
