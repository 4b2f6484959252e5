package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.artifact.Tensors;

/**
 * Everything that a {@link TrainableUNet} needs to go on with the same bits: weights with the
 * running batch statistics, the optimizer's means and the number of steps.
 *
 * @param step number of steps taken, at least 0
 * @param arrays the arrays {@code parameters}, {@code adam.mean} and {@code adam.square}, all of
 *     the same length. Not copied
 */
public record TrainingState(long step, Tensors arrays) {
  /**
   * Checks the number of steps.
   *
   * @throws IllegalArgumentException if the number of steps is negative
   */
  public TrainingState {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0, but is " + step);
    }
  }
}
