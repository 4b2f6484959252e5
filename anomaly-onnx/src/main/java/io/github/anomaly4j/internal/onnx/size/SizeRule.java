package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.InvalidProtocolBufferException;

/** How large the tensors are that an operator makes, and how much work that is, as ONNX says. */
@FunctionalInterface
interface SizeRule {
  /** A rule for the only tensor that a step makes. */
  @FunctionalInterface
  interface OfOne {
    /**
     * What the step makes.
     *
     * @throws InvalidProtocolBufferException if its size is not known before the step runs
     */
    SizedTensor tensor(StepInputs step) throws InvalidProtocolBufferException;
  }

  /**
   * What the step makes.
   *
   * @throws InvalidProtocolBufferException if its sizes are not known before the step runs
   * @throws UnfitSizesException if the sizes of its inputs do not fit together
   */
  StepOutputs outputs(StepInputs step) throws InvalidProtocolBufferException;

  /** The rule of steps that make one tensor and take no more work than its values. */
  static SizeRule one(OfOne rule) {
    return step -> StepOutputs.of(rule.tensor(step), 0);
  }
}
