package io.github.anomaly4j.internal.registration;

/**
 * The discrete Fourier transform of square complex images whose side is a power of 2 (Cooley and
 * Tukey 1965), in place, as real and imaginary parts. Immutable, thread safe.
 */
final class Fourier {
  private final int side;
  private final double[] cos;
  private final double[] sin;

  /**
   * A transform.
   *
   * @param side a power of 2
   */
  Fourier(int side) {
    this.side = side;
    this.cos = new double[side / 2];
    this.sin = new double[side / 2];
    for (int i = 0; i < side / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / side);
      sin[i] = Math.sin(2 * Math.PI * i / side);
    }
  }

  int side() {
    return side;
  }

  /** Transforms {@code [side, side]}. */
  void forward(double[] real, double[] imaginary) {
    double[] rowReal = new double[side];
    double[] rowImaginary = new double[side];
    for (int row = 0; row < side; row++) {
      line(real, imaginary, row * side, 1, rowReal, rowImaginary);
    }
    for (int column = 0; column < side; column++) {
      line(real, imaginary, column, side, rowReal, rowImaginary);
    }
  }

  /** The inverse of {@link #forward}. */
  void inverse(double[] real, double[] imaginary) {
    // Swapping the parts conjugates the transform.
    forward(imaginary, real);
    double count = (double) side * side;
    for (int i = 0; i < real.length; i++) {
      real[i] /= count;
      imaginary[i] /= count;
    }
  }

  private void line(
      double[] real, double[] imaginary, int start, int step, double[] re, double[] im) {
    int shift = 32 - Integer.numberOfTrailingZeros(side);
    for (int i = 0; i < side; i++) {
      int swapped = Integer.reverse(i) >>> shift;
      re[swapped] = real[start + i * step];
      im[swapped] = imaginary[start + i * step];
    }
    for (int half = 1; half < side; half *= 2) {
      int stride = side / (2 * half);
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
