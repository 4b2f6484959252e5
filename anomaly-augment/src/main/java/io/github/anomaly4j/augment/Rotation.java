package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/**
 * Turns about the centre. What turns in from outside is the picture mirrored at its border.
 *
 * @param quarterTurns whether a random number of quarter turns comes first, exact to the bit; a
 *     picture that is not square is turned by halves, so that its size stays
 * @param maxDegrees the largest further turn to either side, uniform and bilinear; 0 to 180
 */
public record Rotation(boolean quarterTurns, double maxDegrees) implements PictureTransform {
  /** Checks the angle; {@link IllegalArgumentException} if it is outside [0, 180]. */
  public Rotation {
    Span.checked("maxDegrees", 0, maxDegrees, 0, 180);
  }

  @Override
  public Picture apply(Picture picture, RandomGenerator random) {
    Picture turned = quarterTurns ? quarters(picture, random.nextInt(4)) : picture;
    return maxDegrees > 0
        ? turn(turned, Math.toRadians((2 * random.nextDouble() - 1) * maxDegrees))
        : turned;
  }

  private static Picture quarters(Picture picture, int turns) {
    int right = picture.width() - 1;
    int bottom = picture.height() - 1;
    if (turns == 0) {
      return picture;
    }
    if (turns == 2 || right != bottom) {
      return Grid.rearrange(picture, (x, y) -> Grid.index(picture, right - x, bottom - y));
    }
    return turns == 1
        ? Grid.rearrange(picture, (x, y) -> Grid.index(picture, y, right - x))
        : Grid.rearrange(picture, (x, y) -> Grid.index(picture, bottom - y, x));
  }

  private static Picture turn(Picture picture, double angle) {
    int width = picture.width();
    int height = picture.height();
    Sampler sampler = Sampler.of(picture);
    float[] result = new float[Picture.CHANNELS * width * height];
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    for (int i = 0; i < width * height; i++) {
      double dx = i % width - centreX;
      double dy = i / width - centreY;
      sampler.read(
          centreX + cos * dx - sin * dy, centreY + sin * dx + cos * dy, result, i, width * height);
    }
    return Picture.of(width, height, result);
  }
}
