package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.DamageSize;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.Stencil;
import io.github.anomaly4j.internal.augment.WhiteNoise;
import java.util.random.RandomGenerator;

/**
 * Blanks out upright rectangles, with hard edges (DeVries and Taylor, "Improved regularization of
 * convolutional neural networks with cutout", 2017).
 *
 * @param least the minimum number of rectangles; from 1
 * @param most the maximum number of rectangles; to 1000
 * @param smallest the shortest side as a share of the image's shorter side; above 0
 * @param largest the longest side likewise; to 1; both sides are drawn log-uniformly
 * @param fill what the rectangles are filled with
 */
public record CoarseDropout(int least, int most, double smallest, double largest, Fill fill)
    implements Damage {
  /** What a rectangle is filled with. */
  public enum Fill {
    /** Zeros. */
    BLACK,
    /** Ones. */
    WHITE,
    /** The rectangle's own mean color. */
    MEAN,
    /** One random color for each rectangle; gray in a gray image. */
    COLOR,
    /** Random gray grain. */
    NOISE
  }

  /** Checks all; {@link IllegalArgumentException} names the one that is out of range. */
  public CoarseDropout {
    Interval.checked("rectangles", least, most, 1, 1000);
    DamageSize.checked(smallest, largest);
  }

  /** One to four rectangles of 3 to 30 % of the image. */
  public static CoarseDropout of(Fill fill) {
    return new CoarseDropout(1, 4, 0.03, 0.3, fill);
  }

  @Override
  public Damaged apply(Image image, ImageSource others, RandomGenerator random) {
    Canvas canvas = new Canvas(image);
    int rectangles = new Interval(least, most).integer(random);
    for (int i = 0; i < rectangles; i++) {
      Stencil stencil = rectangle(canvas, random);
      canvas.paint(stencil, 1, paint(canvas, stencil, random));
    }
    return canvas.finish();
  }

  private Stencil rectangle(Canvas canvas, RandomGenerator random) {
    Interval size = new Interval(smallest, largest);
    int width = (int) Math.ceil(size.logUniform(random) * canvas.shorterSide());
    int height = (int) Math.ceil(size.logUniform(random) * canvas.shorterSide());
    int x = random.nextInt(canvas.width - width + 1);
    int y = random.nextInt(canvas.height - height + 1);
    return Stencil.full(x, y, width, height);
  }

  private Canvas.Paint paint(Canvas canvas, Stencil stencil, RandomGenerator random) {
    return switch (fill) {
      case BLACK -> (channel, at, value) -> 0;
      case WHITE -> (channel, at, value) -> 1;
      case MEAN -> {
        float[] mean = canvas.mean(stencil);
        yield (channel, at, value) -> mean[channel];
      }
      case COLOR -> {
        float gray = random.nextFloat();
        float[] color =
            canvas.gray()
                ? new float[] {gray, gray, gray}
                : new float[] {gray, random.nextFloat(), random.nextFloat()};
        yield (channel, at, value) -> color[channel];
      }
      case NOISE -> {
        float[] grain = WhiteNoise.draw(stencil.alpha().length, random);
        yield (channel, at, value) -> 0.5f + 0.25f * grain[at];
      }
    };
  }
}
