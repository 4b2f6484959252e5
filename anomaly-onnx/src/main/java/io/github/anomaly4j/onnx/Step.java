package io.github.anomaly4j.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;

/**
 * A NodeProto of which the sizes are asked. The numbers are those of {@code onnx.proto}.
 *
 * @param name of the node
 * @param domain of the operator, empty for ONNX's own
 * @param operator such as {@code Conv}
 * @param inputs names of the tensors that it reads, empty ones left out by position
 * @param outputs names of the tensors that it makes
 * @param attributes of the node
 */
record Step(
    String name,
    String domain,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;

  static Step parse(ByteString bytes) throws InvalidProtocolBufferException {
    WireMessage node = WireMessage.parse(bytes);
    return new Step(
        node.text(NAME),
        node.text(DOMAIN),
        node.text(OPERATOR),
        node.texts(INPUT).toList(),
        node.texts(OUTPUT).toList(),
        Attributes.parse(node.all(ATTRIBUTE).toList()));
  }

  boolean isOfOnnx() {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** The list that an attribute holds in old operator sets, and an input in new ones. */
  Optional<long[]> list(String attribute, Optional<SizedTensor> input)
      throws InvalidProtocolBufferException {
    if (input.isEmpty()) {
      return attributes.numbers(attribute);
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
