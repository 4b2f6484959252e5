package io.github.anomaly4j.internal.network;

import java.util.List;

/** What computes the losses and gradients of a network in training. Not thread safe. */
interface TrainingPasses extends AutoCloseable {
  /**
   * Computes losses with the statistics of the batch, and the flat gradient of their sum over its
   * images.
   *
   * @param mask null if the network has no mask output
   * @return the terms of each head's loss, means over the images
   */
  List<double[]> train(
      float[] input, float[] target, float[] mask, int batch, int height, int width);

  /** Computes losses with the running statistics. */
  List<double[]> evaluate(
      float[] input, float[] target, float[] mask, int batch, int height, int width);

  /** Adds the statistics of the last training batch to the running ones. */
  void keepStatistics();

  @Override
  void close();
}
