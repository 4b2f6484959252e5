package io.github.anomaly4j.internal.network.loss;

/**
 * Structural similarity of two planes, and its gradient with respect to the second: the same
 * measure as {@link Ssim}, of one channel.
 *
 * <p>Samples are shifted by half the range first: variances do not change and lose fewer digits.
 */
final class SsimPlane {
  private static final double C1 = Ssim.K1 * Ssim.K1;
  private static final double C2 = Ssim.K2 * Ssim.K2;
  private static final double SHIFT = 0.5;
  private static final int MIDDLE = Ssim.WINDOW / 2;
  private static final double[] KERNEL = kernel();

  private final int height;
  private final int width;
  private final int rows;
  private final int columns;
  private final double[] x;
  private final double[] y;
  private final double[] meanX;
  private final double[] meanY;
  private final double[] luminanceBottom;
  private final double[] structureTop;
  private final double[] structureBottom;
  private final double[] map;

  /**
   * Evaluates the similarity.
   *
   * @param wanted consecutive planes
   * @param given consecutive planes; the gradient is with respect to these
   * @param from the index at which the plane begins in both
   */
  SsimPlane(double[] wanted, double[] given, int from, int height, int width) {
    this.height = height;
    this.width = width;
    this.rows = height - Ssim.WINDOW + 1;
    this.columns = width - Ssim.WINDOW + 1;
    int length = height * width;
    this.x = new double[length];
    this.y = new double[length];
    double[] xx = new double[length];
    double[] yy = new double[length];
    double[] xy = new double[length];
    for (int i = 0; i < length; i++) {
      double a = wanted[from + i] - SHIFT;
      double b = given[from + i] - SHIFT;
      x[i] = a;
      y[i] = b;
      xx[i] = a * a;
      yy[i] = b * b;
      xy[i] = a * b;
    }
    this.meanX = blur(x, height, width);
    this.meanY = blur(y, height, width);
    double[] meanXx = blur(xx, height, width);
    double[] meanYy = blur(yy, height, width);
    this.structureTop = blur(xy, height, width);
    this.luminanceBottom = new double[rows * columns];
    this.structureBottom = new double[rows * columns];
    this.map = new double[rows * columns];
    for (int i = 0; i < map.length; i++) {
      double a = meanX[i];
      double b = meanY[i];
      double covariance = structureTop[i] - a * b;
      double variances = meanXx[i] + meanYy[i] - a * a - b * b;
      structureTop[i] = 2 * covariance + C2;
      structureBottom[i] = variances + C2;
      double shiftedA = a + SHIFT;
      double shiftedB = b + SHIFT;
      luminanceBottom[i] = shiftedA * shiftedA + shiftedB * shiftedB + C1;
      map[i] =
          (2 * shiftedA * shiftedB + C1)
              * structureTop[i]
              / (luminanceBottom[i] * structureBottom[i]);
    }
  }

  double mean() {
    double sum = 0;
    for (double value : map) {
      sum += value;
    }
    return sum / map.length;
  }

  /**
   * Adds the gradient of the mean with respect to the given plane: the similarity of a window
   * depends on three weighted means, of y, of y^2 and of xy; each one's derivative is spread back
   * by the window.
   *
   * @param factor the gradient is multiplied by it
   * @param to receives the gradient, at the index at which the plane begins
   */
  void addGradient(double factor, double[] to, int from) {
    double[] byMean = new double[map.length];
    double[] bySquare = new double[map.length];
    double[] byCross = new double[map.length];
    for (int i = 0; i < map.length; i++) {
      double a = meanX[i] + SHIFT;
      double b = meanY[i] + SHIFT;
      double bottoms = luminanceBottom[i] * structureBottom[i];
      double cross = 2 * (2 * a * b + C1) / bottoms;
      double square = -map[i] / structureBottom[i];
      // The derivative by a window's mean of y, through the luminance, and through variance and
      // covariance.
      byMean[i] =
          2 * a * structureTop[i] / bottoms
              - 2 * map[i] * b / luminanceBottom[i]
              - cross * meanX[i]
              - 2 * square * meanY[i];
      bySquare[i] = square;
      byCross[i] = cross;
    }
    double[] mean = spread(byMean);
    double[] square = spread(bySquare);
    double[] cross = spread(byCross);
    double each = factor / map.length;
    for (int i = 0; i < x.length; i++) {
      to[from + i] += each * (mean[i] + 2 * square[i] * y[i] + cross[i] * x[i]);
    }
  }

  /** Weighted means of all windows inside the plane. */
  private static double[] blur(double[] plane, int height, int width) {
    int columns = width - Ssim.WINDOW + 1;
    int rows = height - Ssim.WINDOW + 1;
    double[] lines = new double[height * columns];
    for (int row = 0; row < height; row++) {
      weigh(plane, row * width, 1, lines, row * columns, columns);
    }
    double[] means = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      weigh(lines, row * columns, columns, means, row * columns, columns);
    }
    return means;
  }

  /** The adjoint of {@link #blur}: adds each window's value, weighted, to all of its samples. */
  private double[] spread(double[] windows) {
    int border = Ssim.WINDOW - 1;
    int wide = columns + 2 * border;
    double[] padded = new double[(rows + 2 * border) * wide];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(windows, row * columns, padded, (row + border) * wide + border, columns);
    }
    return blur(padded, height + border, width + border);
  }

  /**
   * Weighted sums over neighbors, for each position of a line, with a symmetric window. The
   * compiler uses vector instructions for the loop.
   *
   * @param step the distance from a neighbor to the next one
   */
  private static void weigh(
      double[] from, int start, int step, double[] to, int first, int length) {
    double k0 = KERNEL[0];
    double k1 = KERNEL[1];
    double k2 = KERNEL[2];
    double k3 = KERNEL[3];
    double k4 = KERNEL[4];
    double k5 = KERNEL[MIDDLE];
    int s1 = start + step;
    int s2 = s1 + step;
    int s3 = s2 + step;
    int s4 = s3 + step;
    int s5 = s4 + step;
    int s6 = s5 + step;
    int s7 = s6 + step;
    int s8 = s7 + step;
    int s9 = s8 + step;
    int s10 = s9 + step;
    for (int i = 0; i < length; i++) {
      to[first + i] =
          k0 * (from[start + i] + from[s10 + i])
              + k1 * (from[s1 + i] + from[s9 + i])
              + k2 * (from[s2 + i] + from[s8 + i])
              + k3 * (from[s3 + i] + from[s7 + i])
              + k4 * (from[s4 + i] + from[s6 + i])
              + k5 * from[s5 + i];
    }
  }

  private static double[] kernel() {
    double[] kernel = new double[Ssim.WINDOW];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double distance = i - MIDDLE;
      kernel[i] = Math.exp(-distance * distance / (2 * Ssim.SIGMA * Ssim.SIGMA));
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }
}
