package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Products of matrices. */
final class ProductSizes {
  private ProductSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.of(
        "MatMul", ProductSizes::product,
        "MatMulInteger", ProductSizes::product,
        "QLinearMatMul", step -> product(step.first().sizes(), step.input(3).sizes()),
        "Gemm", ProductSizes::gemm,
        "Einsum", ProductSizes::einsum);
  }

  private static StepOutputs product(StepInputs step) throws InvalidProtocolBufferException {
    return product(step.first().sizes(), step.input(1).sizes());
  }

  private static StepOutputs product(long[] left, long[] right)
      throws InvalidProtocolBufferException {
    if (left.length == 0 || right.length == 0) {
      throw new InvalidProtocolBufferException("multiplies a number that is no matrix");
    }
    long[] a = left.length == 1 ? new long[] {1, left[0]} : left;
    long[] b = right.length == 1 ? new long[] {right[0], 1} : right;
    if (a[a.length - 1] != b[b.length - 2]) {
      throw new UnfitSizesException(
          "multiplies matrices of %s and %s"
              .formatted(Arrays.toString(left), Arrays.toString(right)));
    }
    long[] many =
        BroadcastSizes.broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
    long[] sizes = Arrays.copyOf(many, many.length + 2);
    sizes[many.length] = a[a.length - 2];
    sizes[many.length + 1] = b[b.length - 1];
    double work = (double) SizedTensor.count(sizes) * a[a.length - 1];
    List<Long> result = new ArrayList<>();
    Arrays.stream(sizes).forEach(result::add);
    if (right.length == 1) {
      result.remove(result.size() - 1);
    }
    if (left.length == 1) {
      result.remove(many.length);
    }
    long[] made = result.stream().mapToLong(Long::longValue).toArray();
    return StepOutputs.of(SizedTensor.of(Type.FLOAT, made), work);
  }

  private static StepOutputs gemm(StepInputs step) throws InvalidProtocolBufferException {
    return product(turned(step, 0, "transA"), turned(step, 1, "transB"));
  }

  private static long[] turned(StepInputs step, int number, String attribute)
      throws InvalidProtocolBufferException {
    long[] sizes = step.input(number).sizes();
    if (sizes.length != 2) {
      throw new InvalidProtocolBufferException("multiplies what is no matrix");
    }
    return step.attributes().number(attribute, 0) != 0 ? new long[] {sizes[1], sizes[0]} : sizes;
  }

  private static StepOutputs einsum(StepInputs step) throws InvalidProtocolBufferException {
    String[] sides = step.attributes().text("equation", "").replace(" ", "").split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides.length != 2 || terms.length != step.inputs().size() || terms.length > 2) {
      throw new InvalidProtocolBufferException("is an Einsum of another form than \"ab,bc->ac\"");
    }
    Map<Character, Long> labels = new HashMap<>();
    for (int i = 0; i < terms.length; i++) {
      long[] sizes = step.input(i).sizes();
      if (terms[i].length() != sizes.length) {
        throw new InvalidProtocolBufferException("is an Einsum with other labels than sizes");
      }
      for (int axis = 0; axis < sizes.length; axis++) {
        labels.merge(terms[i].charAt(axis), sizes[axis], Math::max);
      }
    }
    long[] sizes = new long[sides[1].length()];
    for (int i = 0; i < sizes.length; i++) {
      Long size = labels.get(sides[1].charAt(i));
      if (size == null) {
        throw new InvalidProtocolBufferException("is an Einsum with an unknown label");
      }
      sizes[i] = size;
    }
    double work =
        labels.values().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    return StepOutputs.of(SizedTensor.of(Type.FLOAT, sizes), work);
  }
}
