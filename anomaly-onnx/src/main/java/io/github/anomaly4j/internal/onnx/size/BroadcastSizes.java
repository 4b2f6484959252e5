package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/** Steps that go through their inputs together, each stretched to the largest. */
final class BroadcastSizes {
  private static final Set<String> OPERATORS =
      Set.of(
          "Add",
          "And",
          "Div",
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Max",
          "Mean",
          "Min",
          "Mod",
          "Mul",
          "Or",
          "PRelu",
          "Pow",
          "Sub",
          "Sum",
          "Where",
          "Xor");

  private static final Set<String> COMPARISONS =
      Set.of("And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Or", "Xor");

  private BroadcastSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    ImmutableMap.Builder<String, SizeRule> rules = ImmutableMap.builder();
    OPERATORS.forEach(operator -> rules.put(operator, one(BroadcastSizes::result)));
    rules.put("Expand", one(BroadcastSizes::expanded));
    return rules.buildOrThrow();
  }

  private static SizedTensor result(StepInputs step) throws InvalidProtocolBufferException {
    long[] sizes = new long[0];
    for (int i = 0; i < step.inputs().size(); i++) {
      sizes = broadcast(sizes, step.input(i).sizes());
    }
    String operator = step.operator();
    Type type =
        COMPARISONS.contains(operator)
            ? Type.TRUTH
            : step.input(operator.equals("Where") ? 1 : 0).type();
    for (Optional<SizedTensor> input : step.inputs()) {
      if (input.isEmpty()
          || input.get().known().isEmpty()
          || SizedTensor.count(sizes) > SizedTensor.MAX_KNOWN) {
        return SizedTensor.of(type, sizes);
      }
      for (double value : input.get().known().get()) {
        if (!SizedTensor.isExact(value)) {
          return SizedTensor.of(type, sizes);
        }
      }
    }
    if (operator.equals("Where")) {
      double[] condition = spread(step.input(0), sizes);
      double[] yes = spread(step.input(1), sizes);
      double[] no = spread(step.input(2), sizes);
      double[] chosen = new double[condition.length];
      Arrays.setAll(chosen, i -> condition[i] != 0 ? yes[i] : no[i]);
      return SizedTensor.computed(type, sizes, chosen);
    }
    Optional<DoubleBinaryOperator> arithmetic = arithmetic(operator, step.first().type());
    if (step.inputs().size() != 2 || arithmetic.isEmpty()) {
      return SizedTensor.of(type, sizes);
    }
    double[] left = spread(step.input(0), sizes);
    double[] right = spread(step.input(1), sizes);
    double[] result = new double[left.length];
    Arrays.setAll(result, i -> arithmetic.get().applyAsDouble(left[i], right[i]));
    return SizedTensor.computed(type, sizes, result);
  }

  private static SizedTensor expanded(StepInputs step) throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    return SizedTensor.of(from.type(), broadcast(from.sizes(), step.needed(1)));
  }

  private static Optional<DoubleBinaryOperator> arithmetic(String operator, Type type) {
    return Optional.ofNullable(
        switch (operator) {
          case "Add" -> (a, b) -> a + b;
          case "Sub" -> (a, b) -> a - b;
          case "Mul" -> (a, b) -> a * b;
          case "Div" ->
              type == Type.WHOLE
                  ? (a, b) -> b == 0 ? Double.NaN : (double) ((long) a / (long) b)
                  : (a, b) -> a / b;
          case "Min" -> Math::min;
          case "Max" -> Math::max;
          case "Equal" -> (a, b) -> a == b ? 1 : 0;
          case "Greater" -> (a, b) -> a > b ? 1 : 0;
          case "GreaterOrEqual" -> (a, b) -> a >= b ? 1 : 0;
          case "Less" -> (a, b) -> a < b ? 1 : 0;
          case "LessOrEqual" -> (a, b) -> a <= b ? 1 : 0;
          default -> null;
        });
  }

  /** A tensor's known values, stretched to sizes. */
  private static double[] spread(SizedTensor tensor, long[] sizes)
      throws InvalidProtocolBufferException {
    double[] values = tensor.known().orElseThrow();
    double[] spread = new double[(int) SizedTensor.count(sizes)];
    for (int i = 0; i < spread.length; i++) {
      int rest = i;
      int place = 0;
      int stride = 1;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        int at = (int) (rest % sizes[axis]);
        rest /= (int) sizes[axis];
        int own = axis - (sizes.length - tensor.rank());
        if (own >= 0) {
          place += tensor.sizes()[own] == 1 ? 0 : at * stride;
          stride *= (int) tensor.sizes()[own];
        }
      }
      spread[i] = values[place];
    }
    return spread;
  }

  /** The sizes to which two tensors are stretched where one of them has the size 1. */
  static long[] broadcast(long[] one, long[] other) throws InvalidProtocolBufferException {
    long[] sizes = new long[Math.max(one.length, other.length)];
    for (int i = 1; i <= sizes.length; i++) {
      long a = i <= one.length ? one[one.length - i] : 1;
      long b = i <= other.length ? other[other.length - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new UnfitSizesException(
            "joins the sizes %s and %s".formatted(Arrays.toString(one), Arrays.toString(other)));
      }
      sizes[sizes.length - i] = a == 1 ? b : a;
    }
    return sizes;
  }
}
