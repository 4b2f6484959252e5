package io.github.anomaly4j.image;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How an image looks as a whole, whatever it shows: light, camera and lens change it before they
 * change a product. Measured on the gray image, the mean of the three channels.
 *
 * @param brightness the mean, in [0, 1]
 * @param contrast the standard deviation, in brightnesses, so that more light alone does not change
 *     it; 0 for a black image
 * @param sharpness the root mean square of the differences between neighboring pixels, in standard
 *     deviations, so that neither light nor contrast alone change it; 0 for an image of one color
 */
public record Appearance(double brightness, double contrast, double sharpness) {
  public Appearance {
    checkArgument(
        Double.isFinite(brightness) && Double.isFinite(contrast) && Double.isFinite(sharpness),
        "an appearance must be finite: %s, %s, %s",
        brightness,
        contrast,
        sharpness);
  }

  /** The appearance of an image. */
  public static Appearance of(Image image) {
    return of(image.toArray(), image.width(), 0, 0, image.width(), image.height());
  }

  /**
   * The appearance of a part of an image.
   *
   * @param rgb planar RGB in [0, 1], {@code [3, rows, stride]}; not modified
   * @param stride the length of a row
   * @param left the first column of the part
   * @param top its first row
   * @param width of the part, at least 1
   * @param height of the part, at least 1
   */
  public static Appearance of(float[] rgb, int stride, int left, int top, int width, int height) {
    int plane = rgb.length / Image.CHANNELS;
    double[] above = new double[width];
    double[] row = new double[width];
    double sum = 0;
    double squares = 0;
    double steps = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (top + y) * stride + left + x;
        row[x] = ((double) rgb[at] + rgb[at + plane] + rgb[at + 2 * plane]) / Image.CHANNELS;
        sum += row[x];
        squares += row[x] * row[x];
        steps += x == 0 ? 0 : square(row[x] - row[x - 1]);
        steps += y == 0 ? 0 : square(row[x] - above[x]);
      }
      double[] next = above;
      above = row;
      row = next;
    }
    double pixels = (double) width * height;
    double neighbors = (width - 1.0) * height + (height - 1.0) * width;
    double mean = sum / pixels;
    // Rounding leaves a little of an image of one color.
    double variance = squares / pixels - mean * mean;
    double deviation = variance < 1e-12 ? 0 : Math.sqrt(variance);
    return new Appearance(
        mean,
        mean == 0 ? 0 : deviation / mean,
        deviation == 0 || neighbors == 0 ? 0 : Math.sqrt(steps / neighbors) / deviation);
  }

  private static double square(double value) {
    return value * value;
  }
}
