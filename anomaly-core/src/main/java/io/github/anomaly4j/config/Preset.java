package io.github.anomaly4j.config;

/**
 * How much time training may take. The times are those of twelve products with 1,636 normal images
 * on two cores.
 */
public enum Preset {
  /** Under ten minutes: one epoch, small memory banks, one other pose. */
  FAST(1, 1000, 2500, 1),
  /** About seven minutes, under an hour if a network is trained; the default. */
  BALANCED(20, 4000, 10_000, 2),
  /** Overnight, or on a GPU: ten times the epochs, and twice as much of the rest as usual. */
  THOROUGH(200, 8000, 20_000, 4);

  private final int epochs;
  private final int memoryBankSize;
  private final int backboneBankSize;
  private final int poses;

  Preset(int epochs, int memoryBankSize, int backboneBankSize, int poses) {
    this.epochs = epochs;
    this.memoryBankSize = memoryBankSize;
    this.backboneBankSize = backboneBankSize;
    this.poses = poses;
  }

  /** How long and how fast the network is trained. */
  public TrainingConfig training() {
    return TrainingConfig.defaults().withEpochs(epochs);
  }

  /** The maximum number of patches in each category's memory bank. */
  public int memoryBankSize() {
    return memoryBankSize;
  }

  /** The maximum number of patches in each category's memory bank of a backbone's features. */
  public int backboneBankSize() {
    return backboneBankSize;
  }

  /** How many other poses of each normal image are learned. */
  public int poses() {
    return poses;
  }
}
