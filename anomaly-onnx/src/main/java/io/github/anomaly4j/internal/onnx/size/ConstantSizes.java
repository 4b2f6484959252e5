package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.Attributes;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Constants, and tensors that follow from sizes alone. */
final class ConstantSizes {
  private ConstantSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.of(
        "Constant", one(ConstantSizes::constant),
        "ConstantOfShape", one(ConstantSizes::filled),
        "Range", one(ConstantSizes::range),
        "Shape", one(ConstantSizes::shape),
        "Size", one(ConstantSizes::size));
  }

  private static SizedTensor constant(StepInputs step) throws InvalidProtocolBufferException {
    Attributes attributes = step.attributes();
    if (attributes.tensor("value").isPresent()) {
      return SizedTensor.parse(attributes.tensor("value").get());
    }
    if (attributes.has("value_int")) {
      return SizedTensor.of(
          Type.WHOLE, new long[0], new double[] {attributes.number("value_int", 0)});
    }
    if (attributes.has("value_float")) {
      return SizedTensor.of(Type.FLOAT, new long[0], new double[] {attributes.real("value_float")});
    }
    Optional<long[]> whole = attributes.numbers("value_ints");
    if (whole.isPresent()) {
      return SizedTensor.list(Arrays.stream(whole.get()).asDoubleStream().toArray());
    }
    double[] reals =
        attributes
            .reals("value_floats")
            .orElseThrow(() -> new InvalidProtocolBufferException("is a constant of no numbers"));
    return SizedTensor.of(Type.FLOAT, new long[] {reals.length}, reals);
  }

  private static SizedTensor filled(StepInputs step) throws InvalidProtocolBufferException {
    long[] sizes = step.needed(0);
    Optional<SizedTensor> value =
        step.attributes().tensor("value").isPresent()
            ? Optional.of(SizedTensor.parse(step.attributes().tensor("value").get()))
            : Optional.empty();
    Type type = value.map(SizedTensor::type).orElse(Type.FLOAT);
    Optional<double[]> known = value.flatMap(SizedTensor::known);
    if (SizedTensor.count(sizes) > SizedTensor.MAX_KNOWN || value.isPresent() && known.isEmpty()) {
      return SizedTensor.of(type, sizes);
    }
    double[] values = new double[(int) SizedTensor.count(sizes)];
    Arrays.fill(values, known.isPresent() && known.get().length > 0 ? known.get()[0] : 0);
    return SizedTensor.of(type, sizes, values);
  }

  private static SizedTensor range(StepInputs step) throws InvalidProtocolBufferException {
    double[] ends = new double[3];
    for (int i = 0; i < ends.length; i++) {
      double[] known =
          step.input(i)
              .known()
              .orElseThrow(
                  () ->
                      new InvalidProtocolBufferException("has a length that depends on the image"));
      ends[i] = known.length == 1 ? known[0] : Double.NaN;
    }
    double count = Math.max(0, Math.ceil((ends[1] - ends[0]) / ends[2]));
    if (!SizedTensor.isExact(count)) {
      throw new InvalidProtocolBufferException("counts too far");
    }
    long[] sizes = {(long) count};
    if (count > SizedTensor.MAX_KNOWN || step.first().type() != Type.WHOLE) {
      return SizedTensor.of(step.first().type(), sizes);
    }
    double[] values = new double[(int) count];
    Arrays.setAll(values, i -> ends[0] + i * ends[2]);
    return SizedTensor.computed(Type.WHOLE, sizes, values);
  }

  private static SizedTensor shape(StepInputs step) throws InvalidProtocolBufferException {
    int rank = step.first().rank();
    long start = step.attributes().number("start", 0);
    long end = step.attributes().number("end", rank);
    int from = (int) Math.max(0, Math.min(rank, start < 0 ? start + rank : start));
    int to = (int) Math.max(from, Math.min(rank, end < 0 ? end + rank : end));
    return SizedTensor.list(
        Arrays.stream(step.first().sizes(), from, to).asDoubleStream().toArray());
  }

  private static SizedTensor size(StepInputs step) throws InvalidProtocolBufferException {
    return SizedTensor.of(Type.WHOLE, new long[0], new double[] {step.first().count()});
  }
}
