package io.github.anomaly4j.internal.onnx.size;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.Optional;

/** The rules of the operators that feature extractors have; no other operator has one. */
final class SizeRules {
  private static final Map<String, SizeRule> BY_OPERATOR =
      ImmutableMap.<String, SizeRule>builder()
          .putAll(SameSizes.rules())
          .putAll(BroadcastSizes.rules())
          .putAll(ReductionSizes.rules())
          .putAll(WindowSizes.rules())
          .putAll(ProductSizes.rules())
          .putAll(ConstantSizes.rules())
          .putAll(ResizeSizes.rules())
          .putAll(PartSizes.rules())
          .putAll(ShapeSizes.rules())
          .buildOrThrow();

  private SizeRules() {}

  /**
   * What a step makes, and the work: at least one multiplication for each value that the step reads
   * or makes.
   *
   * @throws InvalidProtocolBufferException if that is not known before the step runs
   */
  static StepOutputs outputs(StepInputs step) throws InvalidProtocolBufferException {
    SizeRule rule = BY_OPERATOR.get(step.operator());
    if (rule == null) {
      throw new InvalidProtocolBufferException("is none that a feature extractor needs");
    }
    StepOutputs made = rule.outputs(step);
    double values = 0;
    for (SizedTensor tensor : made.tensors()) {
      values += tensor.count();
    }
    for (Optional<SizedTensor> input : step.inputs()) {
      values += input.isPresent() ? input.get().count() : 0;
    }
    return new StepOutputs(made.tensors(), Math.max(values, made.work()));
  }
}
