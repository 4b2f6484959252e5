package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Steps whose result has the sizes of their first input, as activations and normalizations. */
final class SameSizes {
  private static final Set<String> OPERATORS =
      Set.of(
          "Abs",
          "BatchNormalization",
          "Cast",
          "CastLike",
          "Ceil",
          "Celu",
          "Clip",
          "Cos",
          "CumSum",
          "DequantizeLinear",
          "Dropout",
          "DynamicQuantizeLinear",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "GroupNormalization",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "InstanceNormalization",
          "LRN",
          "LayerNormalization",
          "LeakyRelu",
          "Log",
          "LogSoftmax",
          "LpNormalization",
          "MeanVarianceNormalization",
          "Mish",
          "Neg",
          "Not",
          "QuantizeLinear",
          "RMSNormalization",
          "Reciprocal",
          "Relu",
          "Round",
          "ScatterElements",
          "ScatterND",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Swish",
          "Tanh",
          "ThresholdedRelu",
          "Trilu");

  private SameSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    ImmutableMap.Builder<String, SizeRule> rules = ImmutableMap.builder();
    OPERATORS.forEach(operator -> rules.put(operator, one(SameSizes::result)));
    return rules.buildOrThrow();
  }

  private static SizedTensor result(StepInputs step) throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    return switch (step.operator()) {
      case "Cast" -> cast(from, SizedTensor.type(step.attributes().number("to", 0)));
      case "CastLike" -> cast(from, step.input(1).type());
      case "Identity" -> from;
      case "Ceil" -> mapped(from, Math::ceil);
      case "Floor" -> mapped(from, Math::floor);
      case "Neg" -> mapped(from, value -> -value);
      case "Not" -> mapped(from, value -> value == 0 ? 1 : 0);
      case "QuantizeLinear", "DynamicQuantizeLinear" -> SizedTensor.of(Type.OTHER, from.sizes());
      case "DequantizeLinear" -> SizedTensor.of(Type.FLOAT, from.sizes());
      default -> SizedTensor.of(from.type(), from.sizes());
    };
  }

  private static SizedTensor mapped(SizedTensor from, DoubleUnaryOperator operator) {
    return from.known()
        .map(
            values ->
                SizedTensor.computed(
                    from.type(), from.sizes(), Arrays.stream(values).map(operator).toArray()))
        .orElseGet(() -> SizedTensor.of(from.type(), from.sizes()));
  }

  private static SizedTensor cast(SizedTensor from, Type to) {
    if (from.known().isEmpty() || to == Type.OTHER) {
      return SizedTensor.of(to, from.sizes());
    }
    double[] values =
        Arrays.stream(from.known().get())
            .map(
                value ->
                    switch (to) {
                      case TRUTH -> value == 0 ? 0 : 1;
                      case WHOLE -> value < 0 ? Math.ceil(value) : Math.floor(value);
                      default -> value;
                    })
            .toArray();
    return SizedTensor.computed(to, from.sizes(), values);
  }
}
