package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.common.math.LongMath;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Steps that join tensors or take parts of them. */
final class PartSizes {
  private PartSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.of(
        "Concat", one(PartSizes::joined),
        "Gather", one(PartSizes::gathered),
        "GatherElements", one(PartSizes::elements),
        "Slice", one(PartSizes::sliced),
        "Split", PartSizes::split);
  }

  private static SizedTensor joined(StepInputs step) throws InvalidProtocolBufferException {
    int axis = step.first().axis(step.attributes().number("axis", 0));
    long[] sizes = step.first().sizes().clone();
    sizes[axis] = 0;
    List<Double> known = new ArrayList<>();
    boolean all = step.first().rank() == 1;
    for (int i = 0; i < step.inputs().size(); i++) {
      SizedTensor part = step.input(i);
      for (int other = 0; other < sizes.length; other++) {
        if (part.rank() != sizes.length || other != axis && part.sizes()[other] != sizes[other]) {
          throw new UnfitSizesException("joins tensors of other sizes");
        }
      }
      sizes[axis] = Math.addExact(sizes[axis], part.sizes()[axis]);
      all &= part.known().isPresent() && sizes[axis] <= SizedTensor.MAX_KNOWN;
      if (all) {
        Arrays.stream(part.known().get()).forEach(known::add);
      }
    }
    return all
        ? SizedTensor.of(
            step.first().type(), sizes, known.stream().mapToDouble(Double::doubleValue).toArray())
        : SizedTensor.of(step.first().type(), sizes);
  }

  private static SizedTensor gathered(StepInputs step) throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    SizedTensor which = step.input(1);
    int axis = from.axis(step.attributes().number("axis", 0));
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < from.rank(); i++) {
      if (i == axis) {
        Arrays.stream(which.sizes()).forEach(sizes::add);
      } else {
        sizes.add(from.sizes()[i]);
      }
    }
    long[] result = sizes.stream().mapToLong(Long::longValue).toArray();
    if (from.rank() != 1 || from.known().isEmpty() || which.known().isEmpty()) {
      return SizedTensor.of(from.type(), result);
    }
    double[] values = from.known().get();
    double[] chosen = new double[which.known().get().length];
    for (int i = 0; i < chosen.length; i++) {
      long place = (long) which.known().get()[i];
      place = place < 0 ? place + values.length : place;
      if (place < 0 || place >= values.length) {
        throw new InvalidProtocolBufferException("takes what is not there");
      }
      chosen[i] = values[(int) place];
    }
    return SizedTensor.of(from.type(), result, chosen);
  }

  private static SizedTensor elements(StepInputs step) throws InvalidProtocolBufferException {
    return SizedTensor.of(step.first().type(), step.input(1).sizes());
  }

  private static SizedTensor sliced(StepInputs step) throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    long[] starts =
        step.list("starts", step.optional(1))
            .orElseThrow(() -> new InvalidProtocolBufferException("starts nowhere"));
    long[] ends =
        step.list("ends", step.optional(2))
            .orElseThrow(() -> new InvalidProtocolBufferException("ends nowhere"));
    long[] axes =
        step.list("axes", step.optional(3)).orElse(LongStream.range(0, starts.length).toArray());
    long[] steps = step.list("steps", step.optional(4)).orElse(WindowSizes.ones(starts.length));
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw new InvalidProtocolBufferException("cuts other dimensions");
    }
    long[] sizes = from.sizes().clone();
    int begin = 0;
    long stride = 1;
    for (int i = 0; i < axes.length; i++) {
      int axis = from.axis(axes[i]);
      long size = from.sizes()[axis];
      stride = steps[i];
      if (stride == 0 || !SizedTensor.isExact(stride) && stride != Long.MIN_VALUE) {
        throw new InvalidProtocolBufferException("cuts in steps that cannot be");
      }
      boolean back = stride < 0;
      // Of nothing, nothing is taken: its last place is before its first.
      long start =
          clamped(starts[i], size, back ? Math.min(0, size - 1) : 0, back ? size - 1 : size);
      long end = clamped(ends[i], size, back ? -1 : 0, back ? size - 1 : size);
      begin = (int) start;
      sizes[axis] =
          Math.max(
              0,
              back
                  ? LongMath.divide(start - end, opposite(stride), RoundingMode.CEILING)
                  : LongMath.divide(end - start, stride, RoundingMode.CEILING));
    }
    if (from.rank() != 1 || from.known().isEmpty() || axes.length != 1) {
      return SizedTensor.of(from.type(), sizes);
    }
    double[] values = from.known().get();
    double[] cut = new double[(int) sizes[0]];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = values[(int) (begin + i * stride)];
    }
    return SizedTensor.of(from.type(), sizes, cut);
  }

  /** The most negative number has none: the next one is as far. */
  private static long opposite(long stride) {
    return stride == Long.MIN_VALUE ? Long.MAX_VALUE : -stride;
  }

  private static long clamped(long place, long size, long least, long most) {
    long at = place < 0 ? place + size : place;
    return Math.max(least, Math.min(most, at));
  }

  private static StepOutputs split(StepInputs step) throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    int axis = from.axis(step.attributes().number("axis", 0));
    int count = step.outputs().size();
    long part = LongMath.divide(from.sizes()[axis], Math.max(1, count), RoundingMode.CEILING);
    Optional<long[]> stated = step.list("split", step.optional(1));
    if (stated.isPresent() && stated.get().length != count) {
      throw new InvalidProtocolBufferException("splits into another number of parts");
    }
    List<SizedTensor> parts = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < count; i++) {
      long[] sizes = from.sizes().clone();
      sizes[axis] =
          stated.isPresent() ? stated.get()[i] : Math.max(0, Math.min(part, sizes[axis] - done));
      if (sizes[axis] < 0 || sizes[axis] > from.sizes()[axis] - done) {
        throw new InvalidProtocolBufferException("splits off more than there is");
      }
      parts.add(
          from.rank() == 1 && from.known().isPresent()
              ? SizedTensor.of(
                  from.type(),
                  sizes,
                  Arrays.copyOfRange(from.known().get(), done, (int) (done + sizes[0])))
              : SizedTensor.of(from.type(), sizes));
      done += (int) sizes[axis];
    }
    return new StepOutputs(parts, 0);
  }
}
