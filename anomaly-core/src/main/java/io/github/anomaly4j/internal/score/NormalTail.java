package io.github.anomaly4j.internal.score;

/** The tail of the normal distribution, without the underflow of its direct form. */
final class NormalTail {
  private static final double[] COEFFICIENTS = {
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
  };

  private NormalTail() {}

  /**
   * The logarithm of {@code exp(x * x) * erfc(x)} for x of at least 0, to 1.2e-7 (Press et al.,
   * Numerical Recipes, section 6.2.2). It is evaluated at every position of a map, and is many
   * times as fast as a series that is exact to the last bit.
   */
  static double logScaledErfc(double x) {
    double t = 1 / (1 + x / 2);
    double sum = 0;
    for (int i = COEFFICIENTS.length - 1; i >= 0; i--) {
      sum = sum * t + COEFFICIENTS[i];
    }
    return Math.log(t) + sum;
  }
}
