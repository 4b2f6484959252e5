package io.github.anomaly4j.internal.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a {@link TrainableUNet} needs to go on with the same bits: weights with the
 * running batch statistics, the optimizer's means and the number of steps.
 *
 * @param step number of steps taken, at least 0
 * @param arrays named arrays in a fixed order: {@code parameters}, {@code adam.mean} and {@code
 *     adam.square}, all of the same length. Not copied
 */
public record TrainingState(long step, Map<String, float[]> arrays) {
  /**
   * Keeps the order of the arrays.
   *
   * @throws IllegalArgumentException if the number of steps is negative
   */
  public TrainingState {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0, but is " + step);
    }
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }
}
