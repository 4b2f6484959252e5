package io.github.anomaly4j.internal.onnx;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.WireMessage.Field;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A GraphProto. The numbers are those of {@code onnx.proto}. Immutable. */
public final class ModelGraph {
  private static final int NODE = 1;
  private static final int WEIGHT = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final int VALUE = 13;
  private static final int SPARSE_WEIGHT = 15;

  private static final int WEIGHT_NAME = 8;

  /** The maximum depth of graphs within nodes within graphs, as loops and branches contain them. */
  private static final int MAX_DEPTH = 32;

  /** A field and the name of its weight or tensor; empty if it has none. */
  private record Part(Field field, String name) {}

  private final List<Part> parts;
  private final List<GraphNode> nodes;
  private final Map<String, ValueInfo> values;
  private final List<String> externalFiles;

  private ModelGraph(
      List<Part> parts,
      List<GraphNode> nodes,
      Map<String, ValueInfo> values,
      List<String> externalFiles) {
    this.parts = parts;
    this.nodes = nodes;
    this.values = values;
    this.externalFiles = externalFiles;
  }

  /**
   * Reads a graph.
   *
   * @param depth how many other graphs contain it
   */
  static ModelGraph parse(ByteString bytes, int depth) throws InvalidProtocolBufferException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("graphs in graphs, more than " + MAX_DEPTH);
    }
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    ImmutableList.Builder<GraphNode> nodes = ImmutableList.builder();
    Map<String, ValueInfo> values = new HashMap<>();
    ImmutableSet.Builder<String> external = ImmutableSet.builder();
    for (Field field : WireMessage.parse(bytes).fields()) {
      String name = "";
      switch (field.number()) {
        case NODE -> {
          GraphNode node = GraphNode.parse(field.bytes(), depth);
          nodes.add(node);
          external.addAll(node.externalFiles());
        }
        case WEIGHT -> {
          name = text(field, WEIGHT_NAME);
          external.addAll(ExternalData.ofTensor(field.bytes()));
        }
        case SPARSE_WEIGHT -> external.addAll(ExternalData.ofSparse(field.bytes()));
        case INPUT, OUTPUT, VALUE -> {
          name = text(field, ValueInfo.NAME);
          values.put(name, ValueInfo.parse(field.bytes()));
        }
        default -> {
          // Not needed here, and kept.
        }
      }
      parts.add(new Part(field, name));
    }
    return new ModelGraph(parts.build(), nodes.build(), values, external.build().asList());
  }

  /** Its inputs without the weights, which files before IR version 4 list as inputs too. */
  public List<GraphTensor> inputs() {
    Set<String> weights = ImmutableSet.copyOf(names(WEIGHT));
    return names(INPUT).stream()
        .filter(name -> !weights.contains(name))
        .map(name -> tensor(name, ""))
        .collect(toImmutableList());
  }

  /** Its outputs. */
  public List<GraphTensor> outputs() {
    Map<String, Integer> makers = makers();
    return names(OUTPUT).stream()
        .map(
            name ->
                tensor(
                    name, makers.containsKey(name) ? nodes.get(makers.get(name)).operator() : ""))
        .collect(toImmutableList());
  }

  /** The tensors that its nodes make, including the outputs, in the order of the nodes. */
  public List<GraphTensor> made() {
    return nodes.stream()
        .flatMap(node -> node.makes().stream().map(name -> tensor(name, node.operator())))
        .collect(toImmutableList());
  }

  /** Its nodes, each after those that it needs. */
  List<GraphNode> nodes() {
    return nodes;
  }

  /** A weight, as a TensorProto, if there is one of that name. */
  Optional<WireMessage> weight(String name) throws InvalidProtocolBufferException {
    for (Part part : parts) {
      if (part.field.number() == WEIGHT && part.name.equals(name)) {
        return Optional.of(WireMessage.parse(part.field.bytes()));
      }
    }
    return Optional.empty();
  }

  /** The tensors that its nodes read, and its outputs, including tensors of its own. */
  Set<String> needs() {
    Set<String> needs = new HashSet<>(names(OUTPUT));
    nodes.forEach(node -> needs.addAll(node.needs()));
    return needs;
  }

  /** Other files that hold constants. */
  List<String> externalFiles() {
    return externalFiles;
  }

  /** The NodeProtos, in their order. */
  public List<ByteString> nodeMessages() {
    return messages(NODE);
  }

  /** The TensorProtos of weights. */
  public List<ByteString> weightMessages() {
    return messages(WEIGHT);
  }

  public boolean hasSparseWeights() {
    return !messages(SPARSE_WEIGHT).isEmpty();
  }

  private List<ByteString> messages(int kind) {
    return parts.stream()
        .filter(part -> part.field.number() == kind)
        .map(part -> part.field.bytes())
        .collect(toImmutableList());
  }

  /**
   * The graph that gives these tensors and no others: without the nodes, weights and inputs that
   * only the others need.
   *
   * @param names of tensors that nodes make
   */
  WireMessage with(List<String> names) {
    Set<String> needed = new HashSet<>();
    BitSet used = used(names, needed);
    ImmutableList.Builder<Field> fields = ImmutableList.builder();
    int node = 0;
    for (Part part : parts) {
      boolean kept =
          switch (part.field.number()) {
            case NODE -> used.get(node++);
            case WEIGHT, INPUT -> needed.contains(part.name);
            case VALUE -> needed.contains(part.name) && !names.contains(part.name);
            case OUTPUT -> false;
            default -> true;
          };
      if (kept) {
        fields.add(part.field);
      }
    }
    for (String name : names) {
      // The name of a tensor is enough: ONNX Runtime infers the rest.
      fields.add(Field.of(OUTPUT, value(name).bytes()));
    }
    return new WireMessage(fields.build());
  }

  /**
   * The nodes that tensors depend on.
   *
   * @param needed takes the names of all tensors on the way
   */
  private BitSet used(List<String> names, Set<String> needed) {
    Map<String, Integer> makers = makers();
    BitSet used = new BitSet();
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      String name = open.pop();
      Integer maker = needed.add(name) ? makers.get(name) : null;
      if (maker != null && !used.get(maker)) {
        used.set(maker);
        open.addAll(nodes.get(maker).needs());
      }
    }
    return used;
  }

  private Map<String, Integer> makers() {
    Map<String, Integer> makers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String name : nodes.get(i).makes()) {
        makers.put(name, i);
      }
    }
    return makers;
  }

  private GraphTensor tensor(String name, String operator) {
    return value(name).tensor(name, operator);
  }

  private ValueInfo value(String name) {
    return values.getOrDefault(name, ValueInfo.unsaid(name));
  }

  private List<String> names(int kind) {
    return parts.stream()
        .filter(part -> part.field.number() == kind)
        .map(Part::name)
        .collect(toImmutableList());
  }

  private static String text(Field field, int number) throws InvalidProtocolBufferException {
    return WireMessage.parse(field.bytes(), other -> other == number).text(number);
  }
}
