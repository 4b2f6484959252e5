package io.github.anomaly4j.internal.network.loss;

/**
 * A loss of one image in plain arrays, {@code [channels, height, width]}; the loss of a batch is
 * the mean over its images, which are computed in parallel. Thread safe.
 */
public interface ImageLoss {
  /**
   * The unweighted terms of the loss.
   *
   * @param wanted in [0, 1]
   * @param given in [0, 1]
   * @param gradient if not null, receives the gradient of {@link #total} with respect to {@code
   *     given}
   */
  double[] terms(double[] wanted, double[] given, double[] gradient, int height, int width);

  /** The weighted sum of terms. */
  double total(double[] terms);

  /**
   * The terms if {@code given} is the logistic function of logits, and the gradient with respect to
   * the logits.
   */
  default double[] termsOfLogits(
      double[] wanted, double[] logits, double[] gradient, int height, int width) {
    double[] given = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      given[i] = logistic(logits[i]);
    }
    double[] terms = terms(wanted, given, gradient, height, width);
    if (gradient != null) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= given[i] * (1 - given[i]);
      }
    }
    return terms;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
