package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.github.anomaly4j.internal.onnx.WireMessage.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A ModelProto. The numbers are those of {@code onnx.proto}. Immutable. */
public final class ModelMessage {
  private static final int IR_VERSION = 1;
  private static final int GRAPH = 7;
  private static final int FUNCTION = 25;
  private static final int FUNCTION_NODE = 7;

  private final WireMessage message;
  private final ModelGraph graph;

  private ModelMessage(WireMessage message, ModelGraph graph) {
    this.message = message;
    this.graph = graph;
  }

  /**
   * Reads a model.
   *
   * @param bytes of the model, which must not change afterwards
   * @throws InvalidProtocolBufferException if they are no model, or one that makes nothing
   */
  public static ModelMessage parse(byte[] bytes) throws InvalidProtocolBufferException {
    WireMessage message = WireMessage.parse(UnsafeByteOperations.unsafeWrap(bytes));
    ByteString part = message.bytes(GRAPH).orElse(ByteString.EMPTY);
    ModelGraph graph = ModelGraph.parse(part, 0);
    if (message.number(IR_VERSION).isEmpty() || graph.made().isEmpty()) {
      throw new InvalidProtocolBufferException(
          part.isEmpty() ? "there is no graph in it" : "its graph makes nothing");
    }
    return new ModelMessage(message, graph);
  }

  /** Whether bytes begin as a model does: every exporter writes the version first. */
  public static boolean isBegunBy(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == IR_VERSION << 3 && bytes[1] > 0 && bytes[1] < 64;
  }

  /** The graph that the model runs. */
  public ModelGraph graph() {
    return graph;
  }

  /** Whether the model brings operators of its own, written as functions. */
  public boolean hasFunctions() {
    return message.bytes(FUNCTION).isPresent();
  }

  /** Some of the other files that hold weights of the model, at most three. */
  public List<String> externalFiles() throws InvalidProtocolBufferException {
    Set<String> files = new LinkedHashSet<>(graph.externalFiles());
    for (ByteString function : message.all(FUNCTION).toList()) {
      for (ByteString node : WireMessage.parse(function).all(FUNCTION_NODE).toList()) {
        files.addAll(GraphNode.parse(node, 1).externalFiles());
      }
    }
    return files.stream().limit(3).toList();
  }

  /**
   * The bytes of the model that gives these tensors and no others, without what only others need.
   *
   * @param names of tensors that the graph makes
   */
  public byte[] withOutputs(List<String> names) {
    ImmutableList.Builder<Field> fields = ImmutableList.builder();
    message.fields().stream().filter(field -> field.number() != GRAPH).forEach(fields::add);
    fields.add(Field.of(GRAPH, graph.with(names).toBytes()));
    return new WireMessage(fields.build()).toBytes().toByteArray();
  }
}
