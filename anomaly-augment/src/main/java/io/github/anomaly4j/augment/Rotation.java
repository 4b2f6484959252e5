package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.PixelMoves;
import io.github.anomaly4j.internal.augment.Sampler;
import java.util.random.RandomGenerator;

/**
 * Rotates about the center. Pixels from outside are those of the image mirrored at its border.
 *
 * @param quarterTurns whether a random number of quarter turns comes first, exact to the bit; an
 *     image that is not square gets half turns instead, so that its size does not change
 * @param maxDegrees the largest additional angle to either side, drawn uniformly, interpolated
 *     bilinearly; 0 to 180
 */
public record Rotation(boolean quarterTurns, double maxDegrees) implements Augmentation {
  /** Checks the angle; {@link IllegalArgumentException} if it is outside [0, 180]. */
  public Rotation {
    Interval.checked("maxDegrees", 0, maxDegrees, 0, 180);
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    Image turned = quarterTurns ? quarters(image, random.nextInt(4)) : image;
    return maxDegrees > 0
        ? turn(turned, Math.toRadians((2 * random.nextDouble() - 1) * maxDegrees))
        : turned;
  }

  private static Image quarters(Image image, int turns) {
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    if (turns == 0) {
      return image;
    }
    if (turns == 2 || right != bottom) {
      return PixelMoves.rearrange(image, (x, y) -> PixelMoves.index(image, right - x, bottom - y));
    }
    return turns == 1
        ? PixelMoves.rearrange(image, (x, y) -> PixelMoves.index(image, y, right - x))
        : PixelMoves.rearrange(image, (x, y) -> PixelMoves.index(image, bottom - y, x));
  }

  private static Image turn(Image image, double angle) {
    int width = image.width();
    int height = image.height();
    Sampler sampler = Sampler.of(image);
    float[] result = new float[Image.CHANNELS * width * height];
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double centerX = (width - 1) / 2.0;
    double centerY = (height - 1) / 2.0;
    for (int i = 0; i < width * height; i++) {
      double dx = i % width - centerX;
      double dy = i / width - centerY;
      sampler.read(
          centerX + cos * dx - sin * dy, centerY + sin * dx + cos * dy, result, i, width * height);
    }
    return Image.of(width, height, result);
  }
}
