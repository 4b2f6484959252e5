package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of the network that is trained from scratch, and of its training. */
final class NetworkOptions {
  @Option(names = "--epochs", paramLabel = "N", description = "Train for at most N epochs.")
  private Integer epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps in an epoch.")
  private Integer steps;

  @Option(
      names = "--crop",
      paramLabel = "N",
      description =
          "Side of the crops that the network is trained on, a multiple of 16 too (128 by"
              + " default): the smaller, the faster.")
  private Integer crop;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "How often the network halves an image, 1 to 8 (4 by default).")
  private Integer depth;

  @Option(
      names = "--base-width",
      paramLabel = "N",
      description =
          "Channels of the network at the full resolution, twice as many with every halving up to"
              + " 256 (16 by default).")
  private Integer baseWidth;

  @Option(
      names = "--network-per-product",
      description = "Train a network for each product, in place of one for all.")
  private boolean networkPerProduct;

  @Option(
      names = "--keep-epochs",
      paramLabel = "DIR",
      description =
          "Keep the network of every epoch in this folder, for 'anomaly sweep'; one is trained even"
              + " if it does not count. The folder is made if absent; the epochs of another training"
              + " are refused.")
  private Path epochsKept;

  /**
   * The network's default shape, changed by what was given.
   *
   * @throws IllegalArgumentException if an option is out of its range
   */
  UNetConfig shape() {
    UNetConfig shape = UNetConfig.defaults();
    shape = depth == null ? shape : shape.withDepth(depth);
    return baseWidth == null ? shape : shape.withBaseWidth(baseWidth);
  }

  /**
   * Sets the network and its training.
   *
   * @param defaults of the training
   * @param largestCrop that fits into the images
   * @throws IllegalArgumentException if an option is out of its range, or two do not fit each other
   */
  void apply(AnomalyDetectorBuilder builder, TrainingConfig defaults, int largestCrop) {
    UNetConfig shape = shape();
    TrainingConfig training =
        defaults.withCropSize(crop == null ? Math.min(defaults.cropSize(), largestCrop) : crop);
    requireMultiple("--crop", training.cropSize(), shape.sizeMultiple());
    training = epochs == null ? training : training.withEpochs(epochs);
    training = steps == null ? training : training.withStepsPerEpoch(steps);
    builder.network(shape).training(training);
    if (networkPerProduct) {
      builder.networkPerCategory();
    }
    if (epochsKept != null) {
      builder.keepEpochs(epochsKept).restoration();
    }
  }

  /** Keeps the epochs of one of several trainings in a folder of its name, if they are kept. */
  void keepEpochs(AnomalyDetectorBuilder builder, String name) {
    if (epochsKept != null) {
      builder.keepEpochs(epochsKept.resolve(name));
    }
  }

  /**
   * Makes the folder of the epochs, if they are kept.
   *
   * @param images in which it must not be
   */
  void prepareEpochs(Path images, CommandSpec spec) throws IOException {
    if (epochsKept != null) {
      OutputPath.requireOutside(images, epochsKept, spec);
      OutputPath.requireFolder(epochsKept);
    }
  }

  static void requireMultiple(String option, int value, int multiple) {
    if (value % multiple != 0) {
      throw new IllegalArgumentException(
          option + " must be a multiple of " + multiple + ", was " + value);
    }
  }
}
