package io.github.anomaly4j.internal.network.loss;

/**
 * Structural similarity of images with samples in [0, 1], in double precision.
 *
 * <p>Source: Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli, "Image quality assessment: from error
 * visibility to structural similarity", IEEE TIP 13(4), 2004, eq. 13, with the constants of its
 * section III-C: Gaussian window of {@value #WINDOW} x {@value #WINDOW} samples and standard
 * deviation {@value #SIGMA}, K1 = {@value #K1}, K2 = {@value #K2}, range 1. As in the authors'
 * program, only windows that are wholly inside the image count.
 *
 * <p>1 means equal; symmetric in its arguments; never above 1, and above -1. Thread safe: no state.
 */
public final class Ssim {
  /** Side of the window, in samples. */
  public static final int WINDOW = 11;

  /** Standard deviation of the window's Gaussian, in samples. */
  static final double SIGMA = 1.5;

  /** Constant of the luminance term. */
  static final double K1 = 0.01;

  /** Constant of the contrast term. */
  static final double K2 = 0.03;

  private static final double C1 = K1 * K1;
  private static final double C2 = K2 * K2;
  private static final double[] KERNEL = kernel();

  private Ssim() {}

  /**
   * Mean similarity over all channels and windows.
   *
   * @param a image {@code [channels, height, width]}, samples in [0, 1]
   * @param b image of the same shape
   * @param channels number of channels, at least 1
   * @param height height in samples, at least {@value #WINDOW}
   * @param width width in samples, at least {@value #WINDOW}
   * @return mean structural similarity, at most 1
   * @throws IllegalArgumentException if an array's length is not channels * height * width, or the
   *     image is smaller than the window
   */
  static double mean(float[] a, float[] b, int channels, int height, int width) {
    float[] map = map(a, b, channels, height, width);
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum / map.length;
  }

  /**
   * Similarity of every window, averaged over the channels. Entry (y, x) belongs to the window
   * whose upper left sample is (y, x), and so to the sample (y + 5, x + 5) at its center.
   *
   * @param a image {@code [channels, height, width]}, samples in [0, 1]
   * @param b image of the same shape
   * @param channels number of channels, at least 1
   * @param height height in samples, at least {@value #WINDOW}
   * @param width width in samples, at least {@value #WINDOW}
   * @return map {@code [height - 10, width - 10]}
   * @throws IllegalArgumentException if an array's length is not channels * height * width, or the
   *     image is smaller than the window
   */
  public static float[] map(float[] a, float[] b, int channels, int height, int width) {
    requireShape(a, b, channels, height, width);
    int outHeight = height - WINDOW + 1;
    int outWidth = width - WINDOW + 1;
    double[] sum = new double[outHeight * outWidth];
    for (int c = 0; c < channels; c++) {
      addPlane(a, b, c * height * width, height, width, sum);
    }
    float[] map = new float[sum.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) (sum[i] / channels);
    }
    return map;
  }

  private static void addPlane(
      float[] a, float[] b, int offset, int height, int width, double[] sum) {
    double[][] fields = new double[5][height * width];
    for (int i = 0; i < height * width; i++) {
      double x = a[offset + i];
      double y = b[offset + i];
      fields[0][i] = x;
      fields[1][i] = y;
      fields[2][i] = x * x;
      fields[3][i] = y * y;
      fields[4][i] = x * y;
    }
    double[][] means = new double[5][];
    for (int f = 0; f < 5; f++) {
      means[f] = blur(fields[f], height, width);
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += similarity(means[0][i], means[1][i], means[2][i], means[3][i], means[4][i]);
    }
  }

  private static double similarity(double x, double y, double xx, double yy, double xy) {
    double luminance = (2 * x * y + C1) / (x * x + y * y + C1);
    double structure = (2 * (xy - x * y) + C2) / (xx - x * x + yy - y * y + C2);
    return luminance * structure;
  }

  /** Valid convolution with the Gaussian, along the rows and then along the columns. */
  private static double[] blur(double[] plane, int height, int width) {
    int outHeight = height - WINDOW + 1;
    int outWidth = width - WINDOW + 1;
    double[] rows = new double[height * outWidth];
    for (int y = 0; y < height; y++) {
      for (int k = 0; k < WINDOW; k++) {
        for (int x = 0; x < outWidth; x++) {
          rows[y * outWidth + x] += KERNEL[k] * plane[y * width + x + k];
        }
      }
    }
    double[] out = new double[outHeight * outWidth];
    for (int k = 0; k < WINDOW; k++) {
      for (int i = 0; i < out.length; i++) {
        out[i] += KERNEL[k] * rows[k * outWidth + i];
      }
    }
    return out;
  }

  private static double[] kernel() {
    double[] kernel = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double d = i - WINDOW / 2;
      kernel[i] = Math.exp(-d * d / (2 * SIGMA * SIGMA));
      sum += kernel[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  private static void requireShape(float[] a, float[] b, int channels, int height, int width) {
    if (channels < 1 || height < WINDOW || width < WINDOW) {
      throw new IllegalArgumentException(
          "An image needs at least 1 channel and %d x %d samples, but has %d and %d x %d"
              .formatted(WINDOW, WINDOW, channels, height, width));
    }
    long length = (long) channels * height * width;
    if (a.length != length || b.length != length) {
      throw new IllegalArgumentException(
          "Expected arrays of %d * %d * %d = %d samples, but got %d and %d"
              .formatted(channels, height, width, length, a.length, b.length));
    }
  }
}
