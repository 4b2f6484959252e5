package io.github.anomaly4j.internal.onnx.size;

import java.util.List;

/**
 * The results of a step.
 *
 * @param tensors its first outputs; further ones are no larger than the first input
 * @param work multiplications; fewer than one for each value count as one for each value
 */
record StepOutputs(List<SizedTensor> tensors, double work) {
  static StepOutputs of(SizedTensor only, double work) {
    return new StepOutputs(List.of(only), work);
  }
}
