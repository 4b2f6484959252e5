package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Steps that arrange the same values in other sizes. */
final class ShapeSizes {
  private ShapeSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.of(
        "Reshape", one(ShapeSizes::reshaped),
        "Flatten", one(ShapeSizes::flat),
        "Squeeze", one(ShapeSizes::squeezed),
        "Unsqueeze", one(ShapeSizes::unsqueezed),
        "Transpose", one(ShapeSizes::transposed),
        "DepthToSpace", one(step -> rearranged(step, true)),
        "SpaceToDepth", one(step -> rearranged(step, false)));
  }

  private static SizedTensor reshaped(StepInputs step) throws InvalidProtocolBufferException {
    long[] wanted =
        step.list("shape", step.optional(1))
            .orElseThrow(() -> new InvalidProtocolBufferException("has no sizes to take"));
    boolean zeros = step.attributes().number("allowzero", 0) != 0;
    long[] sizes = wanted.clone();
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0 && !zeros) {
        if (i >= step.first().rank()) {
          throw new InvalidProtocolBufferException("takes over a size that is not there");
        }
        sizes[i] = step.first().sizes()[i];
      } else if (sizes[i] == -1) {
        open = i;
        sizes[i] = 1;
      }
    }
    if (open >= 0) {
      sizes[open] = step.first().count() / Math.max(1, SizedTensor.count(sizes));
    }
    if (SizedTensor.count(sizes) != step.first().count()) {
      throw new UnfitSizesException(
          "gives %s the sizes %s"
              .formatted(Arrays.toString(step.first().sizes()), Arrays.toString(wanted)));
    }
    return new SizedTensor(sizes, step.first().type(), step.first().known());
  }

  private static SizedTensor flat(StepInputs step) throws InvalidProtocolBufferException {
    long axis = step.attributes().number("axis", 1);
    int place = axis == step.first().rank() ? step.first().rank() : step.first().axis(axis);
    long before = SizedTensor.count(Arrays.copyOf(step.first().sizes(), place));
    long after =
        SizedTensor.count(Arrays.copyOfRange(step.first().sizes(), place, step.first().rank()));
    return new SizedTensor(new long[] {before, after}, step.first().type(), step.first().known());
  }

  private static SizedTensor squeezed(StepInputs step) throws InvalidProtocolBufferException {
    Optional<long[]> stated = step.list("axes", step.optional(1));
    List<Long> sizes = new ArrayList<>();
    Set<Integer> gone = stated.isPresent() ? step.first().axes(stated.get()) : Set.of();
    for (int axis = 0; axis < step.first().rank(); axis++) {
      long size = step.first().sizes()[axis];
      boolean dropped = stated.isPresent() ? gone.contains(axis) : size == 1;
      if (dropped && size != 1) {
        throw new InvalidProtocolBufferException("drops a dimension of " + size);
      }
      if (!dropped) {
        sizes.add(size);
      }
    }
    return step.first().withSizes(sizes);
  }

  private static SizedTensor unsqueezed(StepInputs step) throws InvalidProtocolBufferException {
    long[] stated =
        step.list("axes", step.optional(1))
            .orElseThrow(() -> new InvalidProtocolBufferException("adds no dimension"));
    int rank = step.first().rank() + stated.length;
    Set<Integer> added = SizedTensor.of(Type.OTHER, new long[rank]).axes(stated);
    if (added.size() != stated.length) {
      throw new InvalidProtocolBufferException("adds a dimension twice");
    }
    List<Long> sizes = new ArrayList<>();
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      sizes.add(added.contains(axis) ? 1 : step.first().sizes()[from++]);
    }
    return step.first().withSizes(sizes);
  }

  private static SizedTensor transposed(StepInputs step) throws InvalidProtocolBufferException {
    int rank = step.first().rank();
    Optional<long[]> stated = step.attributes().numbers("perm");
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    if (stated.isEmpty()) {
      Collections.reverse(order);
    } else if (step.first().axes(stated.get()).size() != rank || stated.get().length != rank) {
      throw new InvalidProtocolBufferException("turns other dimensions");
    } else {
      Arrays.setAll(new int[rank], i -> order.set(i, (int) stated.get()[i]));
    }
    long[] from = step.first().sizes();
    long[] sizes = order.stream().mapToLong(axis -> from[axis]).toArray();
    return rank == 1 ? step.first() : SizedTensor.of(step.first().type(), sizes);
  }

  private static SizedTensor rearranged(StepInputs step, boolean toSpace)
      throws InvalidProtocolBufferException {
    long block = step.attributes().number("blocksize", 1);
    long[] from = step.first().sizes();
    if (from.length != 4 || block < 1 || block > 1 << 10) {
      throw new InvalidProtocolBufferException("has blocks that cannot be");
    }
    return SizedTensor.of(
        step.first().type(),
        toSpace
            ? new long[] {from[0], from[1] / (block * block), from[2] * block, from[3] * block}
            : new long[] {from[0], from[1] * block * block, from[2] / block, from[3] / block});
  }
}
