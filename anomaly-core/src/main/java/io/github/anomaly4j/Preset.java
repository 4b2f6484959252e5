package io.github.anomaly4j;

import io.github.anomaly4j.train.TrainingConfig;

/**
 * How much time training may take. The times are those of twelve products with 1,636 normal
 * pictures on two cores.
 */
public enum Preset {
  /** Under ten minutes: one epoch, and libraries half as large as usual. */
  FAST(1, 1000),
  /** Under an hour; the default. */
  BALANCED(20, 2000),
  /** Overnight, or on a GPU: ten times the epochs, and libraries twice as large as usual. */
  THOROUGH(200, 4000);

  private final int epochs;
  private final int librarySize;

  Preset(int epochs, int librarySize) {
    this.epochs = epochs;
    this.librarySize = librarySize;
  }

  /** How long and how fast the network is trained. */
  public TrainingConfig training() {
    return TrainingConfig.defaults().withEpochs(epochs);
  }

  /** Patches in each category's feature library, at most. */
  public int librarySize() {
    return librarySize;
  }
}
