package io.github.anomaly4j.internal.intake;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;

/** The contrast of an image. */
public final class Contrast {
  /** An eighth of a step of 8 bits: less than this is rounding of a single color. */
  private static final double NOTHING = 1.0 / (8 * 255);

  /**
   * An image with less than this share of the lowest normal contrast is blank; normal images differ
   * less.
   */
  private static final double SHARE = 0.25;

  private Contrast() {}

  /** The standard deviation of an image's values within a channel; the largest of the channels. */
  public static double of(Framed framed) {
    double most = 0;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      most = Math.max(most, variance(framed, channel));
    }
    return Math.sqrt(most);
  }

  private static double variance(Framed framed, int channel) {
    Content content = framed.content();
    double sum = 0;
    double squares = 0;
    float first = framed.pixels()[at(framed, channel, content.y()) + content.x()];
    for (int y = content.y(); y < content.y() + content.height(); y++) {
      int start = at(framed, channel, y) + content.x();
      for (int i = start; i < start + content.width(); i++) {
        double value = framed.pixels()[i] - first;
        sum += value;
        squares += value * value;
      }
    }
    double pixels = (double) content.width() * content.height();
    return Math.max(0, squares - sum * sum / pixels) / pixels;
  }

  private static int at(Framed framed, int channel, int row) {
    return (channel * framed.height() + row) * framed.width();
  }

  /**
   * Whether an image shows nothing, or almost nothing compared with normal images.
   *
   * @param contrast of the image
   * @param lowest of the category's normal images
   */
  public static boolean isBlank(double contrast, double lowest) {
    return contrast < Math.max(NOTHING, SHARE * lowest);
  }
}
