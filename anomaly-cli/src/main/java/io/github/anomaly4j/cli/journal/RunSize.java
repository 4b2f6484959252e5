package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.TrainingConfig;

/**
 * How many images and how much training each stage gets.
 *
 * @param categories at most, those with the fewest training images
 * @param training images of a category at most, of all that is trained
 * @param test normal, and defective, images of a category at most
 * @param learned images of a category that the networks of single stages learn from, at most
 * @param sample normal, and defective, images of a category that single stages score, at most
 * @param shared training of the networks of all categories in one
 * @param alone training of the network of one category, whose epochs are looked at
 * @param each training of the network that every category gets
 * @param library training of the library's default
 * @param bank images in a feature library at most
 * @param clustered images of a category that are clustered, at most
 */
record RunSize(
    int categories,
    int training,
    int test,
    int learned,
    int sample,
    TrainingConfig shared,
    TrainingConfig alone,
    TrainingConfig each,
    TrainingConfig library,
    int bank,
    int clustered) {
  private static final int ALL = Integer.MAX_VALUE;

  /** All images; the single stages train less than the library's default. */
  static RunSize full() {
    return new RunSize(
        ALL,
        ALL,
        ALL,
        60,
        5,
        small(5, 40),
        small(12, 20),
        small(4, 20),
        TrainingConfig.defaults(),
        40,
        25);
  }

  /** A first impression. */
  static RunSize quick() {
    return new RunSize(
        4, 20, 10, 16, 4, small(3, 10), small(4, 8), small(2, 10), small(2, 15), 16, 10);
  }

  private static TrainingConfig small(int epochs, int steps) {
    return new TrainingConfig(epochs, steps, 8, 64, 2e-3, Math.min(20, steps), epochs, 0.2);
  }

  /** A training in a few words. */
  static String describe(TrainingConfig training) {
    return "%d epochs of %d steps of %d crops of %d pixels"
        .formatted(
            training.epochs(), training.stepsPerEpoch(), training.batchSize(), training.cropSize());
  }
}
