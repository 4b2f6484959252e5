package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.Attributes;
import io.github.anomaly4j.internal.onnx.WireMessage;
import java.util.List;

/**
 * A NodeProto whose sizes are computed. The numbers are those of {@code onnx.proto}.
 *
 * @param name of the node
 * @param domain of the operator, empty for ONNX's own
 * @param operator such as {@code Conv}
 * @param inputs names of the tensors that it reads, empty ones left out by position
 * @param outputs names of the tensors that it makes
 * @param attributes of the node
 */
record GraphStep(
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

  static GraphStep parse(ByteString bytes) throws InvalidProtocolBufferException {
    WireMessage node = WireMessage.parse(bytes);
    return new GraphStep(
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
}
