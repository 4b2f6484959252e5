package io.github.anomaly4j.internal.registration;

/**
 * The discrete Fourier transform of complex images whose sides are powers of 2 (Cooley and Tukey
 * 1965), in place, as real and imaginary parts. Immutable, thread safe.
 */
final class Fourier {
  private final int width;
  private final int height;
  private final double[] cos;
  private final double[] sin;

  /**
   * A transform.
   *
   * @param width a power of 2, as is the height
   */
  Fourier(int width, int height) {
    this.width = width;
    this.height = height;
    int longer = Math.max(width, height);
    this.cos = new double[longer / 2];
    this.sin = new double[longer / 2];
    for (int i = 0; i < longer / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / longer);
      sin[i] = Math.sin(2 * Math.PI * i / longer);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Transforms {@code [height, width]}. */
  void forward(double[] real, double[] imaginary) {
    double[] rowReal = new double[width];
    double[] rowImaginary = new double[width];
    for (int row = 0; row < height; row++) {
      line(real, imaginary, row * width, 1, rowReal, rowImaginary);
    }
    double[] columnReal = new double[height];
    double[] columnImaginary = new double[height];
    for (int column = 0; column < width; column++) {
      line(real, imaginary, column, width, columnReal, columnImaginary);
    }
  }

  /** The inverse of {@link #forward}. */
  void inverse(double[] real, double[] imaginary) {
    // Swapping the parts conjugates the transform.
    forward(imaginary, real);
    double count = (double) width * height;
    for (int i = 0; i < real.length; i++) {
      real[i] /= count;
      imaginary[i] /= count;
    }
  }

  private void line(
      double[] real, double[] imaginary, int start, int step, double[] re, double[] im) {
    int side = re.length;
    int shift = 32 - Integer.numberOfTrailingZeros(side);
    for (int i = 0; i < side; i++) {
      int swapped = Integer.reverse(i) >>> shift;
      re[swapped] = real[start + i * step];
      im[swapped] = imaginary[start + i * step];
    }
    for (int half = 1; half < side; half *= 2) {
      int stride = cos.length / half;
      for (int block = 0; block < side; block += 2 * half) {
        for (int i = 0; i < half; i++) {
          double c = cos[i * stride];
          double s = -sin[i * stride];
          int upper = block + i;
          int lower = upper + half;
          double r = re[lower] * c - im[lower] * s;
          double m = re[lower] * s + im[lower] * c;
          re[lower] = re[upper] - r;
          im[lower] = im[upper] - m;
          re[upper] += r;
          im[upper] += m;
        }
      }
    }
    for (int i = 0; i < side; i++) {
      real[start + i * step] = re[i];
      imaginary[start + i * step] = im[i];
    }
  }
}
