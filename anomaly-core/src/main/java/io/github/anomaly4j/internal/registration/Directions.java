package io.github.anomaly4j.internal.registration;

import java.util.Arrays;

/**
 * The directions of an image's edges, as the Fourier transform of complex numbers whose argument is
 * that of the gradient and whose modulus is near 1 at edges and near 0 elsewhere. Comparing them
 * finds a shift whatever the light is (orientation correlation; Fitch et al. 2002).
 *
 * @param energy the sum of the squared moduli
 */
@SuppressWarnings("ArrayRecordComponent")
record Directions(Fourier fourier, double[] real, double[] imaginary, double energy) {
  /** Gradients below this are noise, in units of the image's values. */
  private static final double NOISE = 0.004;

  /** The directions of a turned image, which must fit into the transform. */
  static Directions of(Plane plane, double radians, Fourier fourier) {
    Plane turned = radians == 0 ? plane : turned(plane, radians);
    int width = turned.width();
    int height = turned.height();
    float[] values = turned.values();
    double[] across = new double[fourier.width() * fourier.height()];
    double[] down = new double[across.length];
    double sum = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        int to = y * fourier.width() + x;
        // Beyond the turned image there is nothing.
        boolean known =
            !Float.isNaN(values[i - 1] + values[i + 1] + values[i - width] + values[i + width]);
        across[to] = known ? 0.5 * (values[i + 1] - values[i - 1]) : 0;
        down[to] = known ? 0.5 * (values[i + width] - values[i - width]) : 0;
        sum += Math.hypot(across[to], down[to]);
      }
    }
    double usual = NOISE + sum / (width * height);
    double energy = 0;
    for (int i = 0; i < across.length; i++) {
      double length = Math.hypot(across[i], down[i]);
      across[i] /= length + usual;
      down[i] /= length + usual;
      energy += across[i] * across[i] + down[i] * down[i];
    }
    fourier.forward(across, down);
    return new Directions(fourier, across, down, energy);
  }

  private static Plane turned(Plane plane, double radians) {
    float[] values = new float[plane.values().length];
    Arrays.fill(values, Float.NaN);
    Rigid.Places back = new Rigid(0, 0, -radians).in(plane.width(), plane.height());
    for (int y = 0; y < plane.height(); y++) {
      for (int x = 0; x < plane.width(); x++) {
        double fromX = back.x(x, y);
        double fromY = back.y(x, y);
        if (plane.holds(fromX, fromY)) {
          values[y * plane.width() + x] = plane.at(fromX, fromY);
        }
      }
    }
    return new Plane(plane.width(), plane.height(), values);
  }

  /**
   * How similar an image is to this one for every shift of it, at most 1: {@code [height, width]}
   * of the transform, at the row and column of the shift, negative shifts counted from the end.
   */
  double[] similarity(Directions image) {
    double[] re = new double[real.length];
    double[] im = new double[real.length];
    for (int i = 0; i < re.length; i++) {
      re[i] = real[i] * image.real[i] + imaginary[i] * image.imaginary[i];
      im[i] = real[i] * image.imaginary[i] - imaginary[i] * image.real[i];
    }
    fourier.inverse(re, im);
    double scale = Math.sqrt(energy * image.energy);
    for (int i = 0; i < re.length; i++) {
      re[i] = scale > 0 ? re[i] / scale : 0;
    }
    return re;
  }
}
