package io.github.anomaly4j.library;

/**
 * A normal distribution.
 *
 * @param mean {@code [channels]}
 * @param factor of its covariance, by {@link Cholesky}
 */
record Gaussian(double[] mean, double[] factor) {

  /** The square of a patch's Mahalanobis distance. */
  double square(float[] patches, int from) {
    double[] offset = new double[mean.length];
    for (int c = 0; c < offset.length; c++) {
      offset[c] = patches[from + c] - mean[c];
    }
    return Cholesky.solve(factor, offset);
  }
}
