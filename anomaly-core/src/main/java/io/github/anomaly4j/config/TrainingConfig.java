package io.github.anomaly4j.config;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How long and how fast the network is trained.
 *
 * @param epochs how many epochs at most, 1 to 10,000; the saved file lists each of them
 * @param stepsPerEpoch optimizer steps in an epoch, 1 to 100,000; an epoch is a fixed amount of
 *     work because all categories are drawn equally often, whatever their sizes
 * @param batchSize images in a step, at least 1, and no more than fit into one Java array
 * @param cropSize side of the square crops that the network is trained on, 32 to 4096 pixels
 * @param learningRate highest learning rate, reached after the warm-up and then lowered along half
 *     a cosine to 0
 * @param warmUpSteps steps over which the learning rate rises
 * @param patience epochs without a lower validation loss after which training ends early
 * @param heldOutFraction share of every category's normal images that the network does not learn
 *     from, but is validated on, in (0, 0.5]
 */
public record TrainingConfig(
    int epochs,
    int stepsPerEpoch,
    int batchSize,
    int cropSize,
    double learningRate,
    int warmUpSteps,
    int patience,
    double heldOutFraction) {

  public TrainingConfig {
    checkArgument(epochs >= 1 && epochs <= 10_000, "epochs must be from 1 to 10,000: %s", epochs);
    checkArgument(
        stepsPerEpoch >= 1 && stepsPerEpoch <= 100_000,
        "stepsPerEpoch must be from 1 to 100,000: %s",
        stepsPerEpoch);
    checkArgument(
        cropSize >= 32 && cropSize <= 4096, "cropSize must be from 32 to 4096: %s", cropSize);
    int most = Integer.MAX_VALUE / (3 * cropSize * cropSize);
    checkArgument(
        batchSize >= 1 && batchSize <= most,
        "batchSize must be from 1 to %s at crops of %s: %s",
        most,
        cropSize,
        batchSize);
    checkArgument(
        learningRate > 0 && learningRate < 1, "learningRate must be in (0, 1): %s", learningRate);
    checkArgument(warmUpSteps >= 0, "warmUpSteps must not be negative: %s", warmUpSteps);
    checkArgument(patience >= 1, "patience must be at least 1: %s", patience);
    checkArgument(
        heldOutFraction > 0 && heldOutFraction <= 0.5,
        "heldOutFraction must be in (0, 0.5]: %s",
        heldOutFraction);
  }

  /** 20 epochs of 100 steps of 8 crops of 128 pixels at 0.002. */
  public static TrainingConfig defaults() {
    return new TrainingConfig(20, 100, 8, 128, 2e-3, 50, 8, 0.2);
  }

  /** The same with other epochs. */
  public TrainingConfig withEpochs(int epochs) {
    return new TrainingConfig(
        epochs,
        stepsPerEpoch,
        batchSize,
        cropSize,
        learningRate,
        warmUpSteps,
        patience,
        heldOutFraction);
  }

  /** The same with other steps in an epoch. */
  public TrainingConfig withStepsPerEpoch(int stepsPerEpoch) {
    return new TrainingConfig(
        epochs,
        stepsPerEpoch,
        batchSize,
        cropSize,
        learningRate,
        warmUpSteps,
        patience,
        heldOutFraction);
  }

  /** The same with another learning rate. */
  public TrainingConfig withLearningRate(double learningRate) {
    return new TrainingConfig(
        epochs,
        stepsPerEpoch,
        batchSize,
        cropSize,
        learningRate,
        warmUpSteps,
        patience,
        heldOutFraction);
  }

  /** The same with other crops. */
  public TrainingConfig withCropSize(int cropSize) {
    return new TrainingConfig(
        epochs,
        stepsPerEpoch,
        batchSize,
        cropSize,
        learningRate,
        warmUpSteps,
        patience,
        heldOutFraction);
  }

  /** All steps of a full run. */
  public int totalSteps() {
    return epochs * stepsPerEpoch;
  }

  /**
   * The learning rate of a step, counted from 0 over the whole run: linear warm-up, then cosine.
   */
  public double learningRateAt(int step) {
    if (step < warmUpSteps) {
      return learningRate * (step + 1) / warmUpSteps;
    }
    double progress = (step - warmUpSteps) / Math.max(1.0, totalSteps() - warmUpSteps);
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }
}
