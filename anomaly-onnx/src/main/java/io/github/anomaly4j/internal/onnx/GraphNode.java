package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A NodeProto: one step of a graph. The numbers are those of {@code onnx.proto}.
 *
 * @param operator what it does, such as {@code Conv}
 * @param inputs the tensors that it reads, in order; an empty name stands for an omitted one
 * @param needs the inputs, and the tensors that its inner graphs read
 * @param makes the tensors that it writes
 * @param externalFiles other files that hold its constants
 * @param attributes its attributes if its operator is one of {@link #WINDOWS}, else none
 */
record GraphNode(
    String operator,
    List<String> inputs,
    Set<String> needs,
    List<String> makes,
    List<String> externalFiles,
    Attributes attributes) {
  /** The operators whose attributes determine where their values stand. */
  static final Set<String> WINDOWS =
      Set.of("Conv", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool", "Pad");

  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;

  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int ATTRIBUTE_SPARSE = 22;
  private static final int ATTRIBUTE_SPARSES = 23;

  private static final Set<Integer> ATTRIBUTE_PARTS =
      Set.of(
          ATTRIBUTE_TENSOR,
          ATTRIBUTE_GRAPH,
          ATTRIBUTE_TENSORS,
          ATTRIBUTE_GRAPHS,
          ATTRIBUTE_SPARSE,
          ATTRIBUTE_SPARSES);

  /**
   * Reads a node.
   *
   * @param depth how many graphs contain it
   */
  static GraphNode parse(ByteString bytes, int depth) throws InvalidProtocolBufferException {
    WireMessage node = WireMessage.parse(bytes);
    ImmutableSet.Builder<String> needs = ImmutableSet.builder();
    ImmutableList.Builder<String> external = ImmutableList.builder();
    needs.addAll(node.texts(INPUT).iterator());
    for (ByteString part : node.all(ATTRIBUTE).toList()) {
      WireMessage attribute = WireMessage.parse(part, ATTRIBUTE_PARTS::contains);
      for (ByteString tensor : both(attribute, ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS)) {
        external.addAll(ExternalData.ofTensor(tensor));
      }
      for (ByteString tensor : both(attribute, ATTRIBUTE_SPARSE, ATTRIBUTE_SPARSES)) {
        external.addAll(ExternalData.ofSparse(tensor));
      }
      for (ByteString inner : both(attribute, ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS)) {
        ModelGraph graph = ModelGraph.parse(inner, depth + 1);
        needs.addAll(graph.needs());
        external.addAll(graph.externalFiles());
      }
    }
    return new GraphNode(
        node.text(OPERATOR),
        node.texts(INPUT).toList(),
        needs.build(),
        node.texts(OUTPUT).filter(name -> !name.isEmpty()).toList(),
        external.build(),
        // Attributes of other operators may be as large as the model's weights.
        Attributes.parse(
            WINDOWS.contains(node.text(OPERATOR)) ? node.all(ATTRIBUTE).toList() : List.of()));
  }

  private static List<ByteString> both(WireMessage message, int one, int many) {
    return Stream.concat(message.all(one), message.all(many)).toList();
  }
}
