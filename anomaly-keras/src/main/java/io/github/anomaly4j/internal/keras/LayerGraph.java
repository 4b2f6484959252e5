package io.github.anomaly4j.internal.keras;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a model and their inputs, from Keras's description. A Sequential model is converted
 * to a functional one, so that both are imported in the same way. Immutable.
 */
public final class LayerGraph {

  private static final int CHANNELS = 3;

  /** The largest side of an image: arrays grow with the area, and a file must not ask for more. */
  public static final int MAX_SIDE = 4096;

  /** The side of an image if neither the model nor the caller names a size. */
  private static final int DEFAULT_SIDE = 224;

  private final Path path;
  private final String version;
  private final Map<String, Layer> layers;

  private LayerGraph(Path path, String version, Collection<Layer> layers) {
    this.path = path;
    this.version = version;
    ImmutableMap.Builder<String, Layer> byName = ImmutableMap.builder();
    layers.forEach(layer -> byName.put(layer.name(), layer));
    this.layers = byName.buildOrThrow();
  }

  /**
   * The layers of a file.
   *
   * @throws ModelFileException if it describes no model of layers
   */
  public static LayerGraph of(KerasFile file) throws ModelFileException {
    JsonNode config = file.description().path(Layer.CONFIG);
    String type = file.description().path(Layer.TYPE).asText();
    JsonNode described = config.isArray() ? config : config.path("layers");
    try {
      return new LayerGraph(
          file.path(),
          file.version(),
          switch (type) {
            case "Sequential" -> chain(described);
            case "Functional", "Model" -> functional(described);
            default ->
                throw new IllegalArgumentException(
                    "it is a \"%s\"; expected a functional or Sequential model".formatted(type));
          });
    } catch (IllegalArgumentException e) {
      throw ModelProblem.of(file.path(), e.getMessage(), e);
    }
  }

  private static List<Layer> functional(JsonNode described) {
    ImmutableList.Builder<Layer> layers = ImmutableList.builder();
    for (JsonNode layer : described) {
      ImmutableList.Builder<String> inputs = ImmutableList.builder();
      for (JsonNode call : layer.path(Layer.INBOUND)) {
        call.forEach(tensor -> inputs.add(tensor.path(0).asText()));
      }
      layers.add(Layer.of(layer, layer.path(Layer.INBOUND).size(), inputs.build()));
    }
    return layers.build();
  }

  private static List<Layer> chain(JsonNode described) {
    ImmutableList.Builder<Layer> layers = ImmutableList.builder();
    Layer last = null;
    for (JsonNode next : described) {
      if (last == null && !next.path(Layer.TYPE).asText().equals(Layer.INPUT)) {
        last = Layer.input(next);
        layers.add(last);
      }
      last = Layer.of(next, 1, last == null ? List.of() : List.of(last.name()));
      layers.add(last);
    }
    return layers.build();
  }

  /** All layers, in Keras's order. */
  List<Layer> layers() {
    return ImmutableList.copyOf(layers.values());
  }

  /**
   * All layers, each after those that it reads.
   *
   * @throws ModelFileException if there is no such order
   */
  List<Layer> inOrder() throws ModelFileException {
    Map<String, Integer> waiting = new HashMap<>();
    Map<String, List<Layer>> readers = new HashMap<>();
    Deque<Layer> ready = new ArrayDeque<>();
    for (Layer layer : layers.values()) {
      Set<String> inputs = ImmutableSet.copyOf(layer.inputs());
      waiting.put(layer.name(), inputs.size());
      if (inputs.isEmpty()) {
        ready.add(layer);
      }
      for (String input : inputs) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(layer);
      }
    }
    ImmutableList.Builder<Layer> order = ImmutableList.builder();
    int count = 0;
    while (!ready.isEmpty()) {
      Layer next = ready.remove();
      order.add(next);
      count++;
      for (Layer reader : readers.getOrDefault(next.name(), List.of())) {
        if (waiting.merge(reader.name(), -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (count < layers.size()) {
      throw ModelProblem.of(path, "its layers read each other in a circle");
    }
    return order.build();
  }

  /** Whether there is a layer of that name. */
  public boolean has(String name) {
    return layers.containsKey(name);
  }

  /**
   * The graph of the named layers and all that they need, the input first. The others, such as a
   * classifier after them, then need not be importable.
   *
   * @param names of existing layers
   * @throws ModelFileException if they cannot be run for one color image
   */
  public LayerGraph upTo(Collection<String> names) throws ModelFileException {
    Set<String> needed = new HashSet<>(names);
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      for (String input : layer(open.pop()).inputs()) {
        if (needed.add(input)) {
          open.add(input);
        }
      }
    }
    List<Layer> kept =
        layers.values().stream()
            .filter(layer -> needed.contains(layer.name()))
            .sorted(
                (a, b) ->
                    Boolean.compare(b.type().equals(Layer.INPUT), a.type().equals(Layer.INPUT)))
            .collect(toImmutableList());
    for (Layer layer : kept) {
      check(layer);
    }
    return new LayerGraph(path, version, kept);
  }

  private Layer layer(String name) throws ModelFileException {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw ModelProblem.of(path, "a layer reads \"%s\", which is none".formatted(name));
    }
    return layer;
  }

  private void check(Layer layer) throws ModelFileException {
    if (layer.calls() > 1) {
      throw ModelProblem.of(
          path,
          "layer \"%s\" is used %d times; DL4J uses one once"
              .formatted(layer.name(), layer.calls()));
    }
    if (layer.type().equals("TensorFlowOpLayer")) {
      // DL4J would pass it to TensorFlow.
      throw ModelProblem.of(
          path, "layer \"%s\" (TensorFlowOpLayer) is TensorFlow's own".formatted(layer.name()));
    }
    if (layer
        .description()
        .path(Layer.CONFIG)
        .path("data_format")
        .asText()
        .equals("channels_first")) {
      // DL4J assumes Theano's kernels, which are rotated.
      throw ModelProblem.of(
          path,
          "layer \"%s\" has its channels first; DL4J reads channels_last".formatted(layer.name()));
    }
  }

  /**
   * The graph for images of a size.
   *
   * @param width in pixels, 0 for the model's own
   * @param height likewise
   * @throws ModelFileException if it takes no color image
   */
  public LayerGraph forImages(int width, int height) throws ModelFileException {
    List<Layer> inputs =
        layers().stream().filter(layer -> layer.type().equals(Layer.INPUT)).toList();
    if (inputs.size() != 1) {
      throw new ModelFileException(
          path,
          "takes the inputs %s for the chosen layers; expected one, an image"
              .formatted(inputs.stream().map(Layer::name).toList()));
    }
    Layer input = inputs.get(0);
    JsonNode shape = input.description().path(Layer.CONFIG).path(Layer.SHAPE);
    if (shape.size() != 4 || !isOpenOr(shape.get(0), 1) || !isOpenOr(shape.get(3), CHANNELS)) {
      throw new ModelFileException(
          path,
          "has an input \"%s\" of shape %s; expected [null, height, width, 3], red, green and blue"
              .formatted(input.name(), shape));
    }
    ObjectNode sized = input.description().deepCopy();
    ((ObjectNode) sized.get(Layer.CONFIG))
        .putArray(Layer.SHAPE)
        .addNull()
        .add(height > 0 ? height : side(shape.get(1)))
        .add(width > 0 ? width : side(shape.get(2)))
        .add(CHANNELS);
    ImmutableList.Builder<Layer> result = ImmutableList.builder();
    result.add(new Layer(input.name(), Layer.INPUT, 1, List.of(), sized));
    layers().stream().filter(layer -> layer != input).forEach(result::add);
    return new LayerGraph(path, version, result.build());
  }

  private static boolean isOpenOr(JsonNode size, int wanted) {
    return size.isNull() || size.asInt() == wanted;
  }

  private int side(JsonNode own) throws ModelFileException {
    if (own.isNull()) {
      return DEFAULT_SIDE;
    }
    if (own.asInt() < 1 || own.asInt() > MAX_SIDE) {
      throw new ModelFileException(
          path, "takes images with a side of %s pixels; expected 1 to %d".formatted(own, MAX_SIDE));
    }
    return own.asInt();
  }

  /** The width of the images that this graph is for. */
  public int width() {
    return inputShape().get(2).asInt();
  }

  /** The height of the images that this graph is for. */
  public int height() {
    return inputShape().get(1).asInt();
  }

  private JsonNode inputShape() {
    return layers().get(0).description().path(Layer.CONFIG).path(Layer.SHAPE);
  }

  /**
   * A functional model's description.
   *
   * @param outputs the layers whose activations are wanted
   */
  String describe(Collection<String> outputs) {
    ObjectNode model = JsonNodeFactory.instance.objectNode();
    model.put(Layer.TYPE, "Functional").put("keras_version", version).put("backend", "tensorflow");
    ObjectNode config = model.putObject(Layer.CONFIG).put(Layer.NAME, "backbone");
    ArrayNode described = config.putArray("layers");
    layers.values().forEach(layer -> described.add(layer.withoutTraining()));
    config.putArray("input_layers").add(Layer.tensor(layers.keySet().iterator().next()));
    ArrayNode ends = config.putArray("output_layers");
    outputs.forEach(output -> ends.add(Layer.tensor(output)));
    return model.toString();
  }
}
