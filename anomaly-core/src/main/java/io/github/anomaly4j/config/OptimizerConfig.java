package io.github.anomaly4j.config;

/**
 * How a training step turns gradients into new weights: AdamW (Loshchilov and Hutter, 2019) after
 * clipping of the global gradient norm.
 *
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the root of that mean, above 0
 * @param weightDecay decoupled decay of the convolution weights per step, times the learning rate,
 *     at least 0
 * @param clipNorm largest norm of all gradients together; larger gradients are scaled down to it.
 *     Above 0; {@link Double#POSITIVE_INFINITY} clips nothing
 */
public record OptimizerConfig(
    double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public OptimizerConfig {
    requireDecay("beta1", beta1);
    requireDecay("beta2", beta2);
    require(epsilon > 0 && epsilon < 1, "epsilon must be in (0, 1), but is " + epsilon);
    require(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "weightDecay must be a finite number of at least 0, but is " + weightDecay);
    require(clipNorm > 0, "clipNorm must be above 0, but is " + clipNorm);
  }

  /**
   * The optimizer of the default training.
   *
   * @return beta1 0.9, beta2 0.999, epsilon 1e-8, weightDecay 1e-4, clipNorm 1
   */
  public static OptimizerConfig defaults() {
    return new OptimizerConfig(0.9, 0.999, 1e-8, 1e-4, 1);
  }

  private static void requireDecay(String name, double value) {
    require(value >= 0 && value < 1, name + " must be in [0, 1), but is " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
