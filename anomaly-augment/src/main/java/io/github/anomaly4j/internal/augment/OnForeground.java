package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.augment.ImageSource;
import io.github.anomaly4j.image.Image;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Repeats a damage on the sound image until most of it is on the product, as with real defects, and
 * not on an empty background. On a texture that fills the image, every place is on the product
 * (foreground masks: NSA, Schlüter et al., ECCV 2022).
 *
 * @param damage the damage to repeat, with new random draws
 * @param attempts the maximum number of attempts, at least 1; the last result is returned in any
 *     case
 */
public record OnForeground(Damage damage, int attempts) implements Damage {
  /** Places whose gray values vary less than this share of the reference are background. */
  private static final double MIN_VARIATION = 0.15;

  /** The reference is this quantile of the variation of all places. */
  private static final double REFERENCE_QUANTILE = 0.95;

  /**
   * The side of the squares in which variation is measured, as a fraction of the image's shorter
   * side.
   */
  private static final double WINDOW = 1.0 / 20;

  /** Pixels whose mask has at least this value belong to the damage. */
  private static final float DAMAGED = 0.15f;

  /** Checks the number; {@link IllegalArgumentException} if it is out of range. */
  public OnForeground {
    Interval.checked("attempts", attempts, attempts, 1, Integer.MAX_VALUE);
  }

  @Override
  public Damaged apply(Image image, ImageSource others, RandomGenerator random) {
    boolean[] foreground = foreground(image);
    Damaged result = damage.apply(image, others, random);
    for (int attempt = 1; attempt < attempts && !mostlyOn(foreground, result); attempt++) {
      result = damage.apply(image, others, random);
    }
    return result;
  }

  private static boolean mostlyOn(boolean[] foreground, Damaged damaged) {
    float[] mask = damaged.mask().toArray();
    int all = 0;
    int on = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] > DAMAGED) {
        all++;
        on += foreground[i] ? 1 : 0;
      }
    }
    return 2 * on > all;
  }

  /** Which pixels are foreground, row by row. */
  public static boolean[] foreground(Image image) {
    double[] variance = variance(image);
    double[] sorted = variance.clone();
    Arrays.sort(sorted);
    // Squared, since variances are compared.
    double least =
        MIN_VARIATION * MIN_VARIATION * sorted[(int) (REFERENCE_QUANTILE * (sorted.length - 1))];
    boolean[] foreground = new boolean[variance.length];
    for (int i = 0; i < foreground.length; i++) {
      foreground[i] = variance[i] >= least;
    }
    return foreground;
  }

  /** The variance of the gray values in the square around each pixel, by sums over rectangles. */
  private static double[] variance(Image image) {
    int width = image.width();
    int height = image.height();
    double[] sums = new double[(width + 1) * (height + 1)];
    double[] squares = new double[sums.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double gray = (image.at(0, x, y) + image.at(1, x, y) + image.at(2, x, y)) / 3;
        add(sums, width + 1, x, y, gray);
        add(squares, width + 1, x, y, gray * gray);
      }
    }
    int radius = Math.max(1, (int) Math.round(WINDOW * Math.min(width, height) / 2));
    double[] variance = new double[width * height];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - radius);
      int bottom = Math.min(height, y + radius + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - radius);
        int right = Math.min(width, x + radius + 1);
        double pixels = (double) (right - left) * (bottom - top);
        double mean = sum(sums, width + 1, left, top, right, bottom) / pixels;
        double square = sum(squares, width + 1, left, top, right, bottom) / pixels;
        variance[y * width + x] = Math.max(0, square - mean * mean);
      }
    }
    return variance;
  }

  private static void add(double[] table, int stride, int x, int y, double value) {
    int at = (y + 1) * stride + x + 1;
    table[at] = value + table[at - 1] + table[at - stride] - table[at - stride - 1];
  }

  private static double sum(double[] table, int stride, int left, int top, int right, int bottom) {
    return table[bottom * stride + right]
        - table[bottom * stride + left]
        - table[top * stride + right]
        + table[top * stride + left];
  }
}
