package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.Attributes;
import java.util.List;
import java.util.Optional;

/**
 * A step and what it reads.
 *
 * @param step a step of the graph
 * @param inputs in its order; empty for an omitted one
 */
record StepInputs(GraphStep step, List<Optional<SizedTensor>> inputs) {
  String operator() {
    return step.operator();
  }

  Attributes attributes() {
    return step.attributes();
  }

  List<String> outputs() {
    return step.outputs();
  }

  SizedTensor first() throws InvalidProtocolBufferException {
    return input(0);
  }

  SizedTensor input(int number) throws InvalidProtocolBufferException {
    return optional(number).orElseThrow(() -> new InvalidProtocolBufferException("lacks an input"));
  }

  Optional<SizedTensor> optional(int number) {
    return number < inputs.size() ? inputs.get(number) : Optional.empty();
  }

  /** The values of an input that holds a list, such as sizes or axes. */
  long[] needed(int number) throws InvalidProtocolBufferException {
    return list("", Optional.of(input(number))).orElseThrow();
  }

  /** A list that is an attribute in old operator sets, and an input in new ones. */
  Optional<long[]> list(String attribute, Optional<SizedTensor> input)
      throws InvalidProtocolBufferException {
    if (input.isEmpty()) {
      return attributes().numbers(attribute);
    }
    double[] known =
        input
            .get()
            .known()
            .orElseThrow(
                () -> new InvalidProtocolBufferException("sizes that depend on the image"));
    long[] list = new long[known.length];
    for (int i = 0; i < list.length; i++) {
      list[i] = (long) known[i];
    }
    return Optional.of(list);
  }
}
