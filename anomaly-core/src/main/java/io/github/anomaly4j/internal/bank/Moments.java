package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.linalg.Cholesky;
import java.util.List;

/**
 * Mean and scatter of some patches, from which a Gaussian is fitted.
 *
 * @param count how many patches
 * @param mean {@code [channels]}; not used if there are no patches
 * @param scatter the sum of the outer products of the deviations from the mean, as a triangle of
 *     {@link Cholesky}
 */
record Moments(int count, double[] mean, double[] scatter) {

  static Moments none(int channels) {
    return new Moments(0, new double[channels], new double[Cholesky.values(channels)]);
  }

  /** In two passes, mean first, to avoid cancellation. */
  static Moments of(List<float[]> patches, int channels) {
    Moments moments = none(channels);
    for (float[] patch : patches) {
      for (int c = 0; c < channels; c++) {
        moments.mean[c] += patch[c] / (double) patches.size();
      }
    }
    double[] offset = new double[channels];
    for (float[] patch : patches) {
      for (int c = 0; c < channels; c++) {
        offset[c] = patch[c] - moments.mean[c];
      }
      Cholesky.addSquare(moments.scatter, offset, 1);
    }
    return new Moments(patches.size(), moments.mean, moments.scatter);
  }

  /** The moments of all positions of a grid together, added one after the other. */
  static Moments all(List<Moments> places) {
    return places.stream().reduce(none(places.get(0).mean.length), Moments::plus);
  }

  /** The moments of both sets of patches (Chan, Golub and LeVeque 1983). */
  Moments plus(Moments other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    int both = count + other.count;
    double[] mean = new double[this.mean.length];
    double[] apart = new double[mean.length];
    for (int c = 0; c < mean.length; c++) {
      apart[c] = other.mean[c] - this.mean[c];
      mean[c] = this.mean[c] + apart[c] * other.count / both;
    }
    double[] scatter = this.scatter.clone();
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] += other.scatter[i];
    }
    Cholesky.addSquare(scatter, apart, (double) count * other.count / both);
    return new Moments(both, mean, scatter);
  }

  /**
   * The moments of the patches that are left: the inverse of {@link #plus}.
   *
   * @param some of these patches, not all
   */
  Moments minus(Moments some) {
    int left = count - some.count;
    double[] mean = new double[this.mean.length];
    double[] apart = new double[mean.length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = this.mean[c] + (this.mean[c] - some.mean[c]) * some.count / left;
      apart[c] = some.mean[c] - mean[c];
    }
    double[] scatter = this.scatter.clone();
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] -= some.scatter[i];
    }
    Cholesky.addSquare(scatter, apart, -(double) left * some.count / count);
    return new Moments(left, mean, scatter);
  }

  /** The sum of the squared deviations of the patches from their mean. */
  double square() {
    return Cholesky.trace(scatter, mean.length);
  }

  /**
   * The Gaussian with this mean and the covariance {@code scatter / degrees + epsilon I}.
   *
   * @param degrees of freedom that the scatter has
   * @param epsilon above 0
   */
  Gaussian gaussian(int degrees, double epsilon) {
    double[] factor = new double[scatter.length];
    for (int i = 0; i < factor.length; i++) {
      factor[i] = scatter[i] / degrees;
    }
    Cholesky.addToDiagonal(factor, mean.length, epsilon);
    Cholesky.factor(factor, mean.length, epsilon);
    return new Gaussian(mean, factor);
  }

  /** The same for one sample of patches, which may be a single patch. */
  Gaussian gaussian(double epsilon) {
    return gaussian(Math.max(1, count - 1), epsilon);
  }
}
