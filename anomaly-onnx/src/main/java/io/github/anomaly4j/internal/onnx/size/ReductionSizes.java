package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Steps that take a mean, a maximum or the like along axes. */
final class ReductionSizes {
  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare");

  private ReductionSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    ImmutableMap.Builder<String, SizeRule> rules = ImmutableMap.builder();
    REDUCTIONS.forEach(operator -> rules.put(operator, one(ReductionSizes::reduced)));
    for (String operator : List.of("ArgMax", "ArgMin")) {
      rules.put(operator, one(ReductionSizes::position));
    }
    for (String operator : List.of("GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool")) {
      rules.put(operator, one(ReductionSizes::global));
    }
    return rules.buildOrThrow();
  }

  private static SizedTensor reduced(StepInputs step) throws InvalidProtocolBufferException {
    Optional<long[]> axes = step.list("axes", step.optional(1));
    boolean none = axes.isEmpty() || axes.get().length == 0;
    if (none && step.attributes().number("noop_with_empty_axes", 0) != 0) {
      return SizedTensor.of(step.first().type(), step.first().sizes());
    }
    SizedTensor reduced =
        without(
            step,
            none ? LongStream.range(0, step.first().rank()).toArray() : axes.get(),
            step.first().type());
    if (step.operator().equals("ReduceProd")
        && reduced.count() == 1
        && step.first().known().isPresent()) {
      double product = Arrays.stream(step.first().known().get()).reduce(1, (a, b) -> a * b);
      return SizedTensor.computed(reduced.type(), reduced.sizes(), new double[] {product});
    }
    return reduced;
  }

  private static SizedTensor position(StepInputs step) throws InvalidProtocolBufferException {
    return without(step, new long[] {step.attributes().number("axis", 0)}, Type.WHOLE);
  }

  private static SizedTensor without(StepInputs step, long[] axes, Type type)
      throws InvalidProtocolBufferException {
    Set<Integer> gone = step.first().axes(axes);
    boolean kept = step.attributes().number("keepdims", 1) != 0;
    List<Long> sizes = new ArrayList<>();
    for (int axis = 0; axis < step.first().rank(); axis++) {
      if (!gone.contains(axis)) {
        sizes.add(step.first().sizes()[axis]);
      } else if (kept) {
        sizes.add(1L);
      }
    }
    return SizedTensor.of(type, sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static SizedTensor global(StepInputs step) throws InvalidProtocolBufferException {
    long[] sizes = step.first().sizes().clone();
    Arrays.fill(sizes, Math.min(2, sizes.length), sizes.length, 1);
    return SizedTensor.of(step.first().type(), sizes);
  }
}
