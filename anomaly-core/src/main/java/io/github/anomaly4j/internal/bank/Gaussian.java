package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.linalg.Cholesky;

/**
 * A normal distribution.
 *
 * @param mean {@code [channels]}
 * @param factor of its covariance, by {@link Cholesky}
 */
public record Gaussian(double[] mean, double[] factor) {

  /** The square of a patch's Mahalanobis distance. */
  double square(float[] patches, int from) {
    double[] offset = new double[mean.length];
    for (int c = 0; c < offset.length; c++) {
      offset[c] = patches[from + c] - mean[c];
    }
    return Cholesky.solve(factor, offset);
  }
}
