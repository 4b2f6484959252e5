package io.github.anomaly4j.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A layer of a model.
 *
 * @param name unique in the model
 * @param type such as {@code Conv2D}
 * @param calls how often the model uses it
 * @param inputs the layers that it reads
 * @param description of the layer, as Keras has it
 */
record Layer(String name, String type, int calls, List<String> inputs, ObjectNode description) {
  static final String INPUT = "InputLayer";
  static final String CONFIG = "config";
  static final String TYPE = "class_name";
  static final String NAME = "name";
  static final String INBOUND = "inbound_nodes";
  static final String SHAPE = "batch_input_shape";

  /**
   * A layer that reads the first output of others.
   *
   * @param described by Keras
   * @param calls how often the model uses it
   * @param inputs names of the layers that it reads
   */
  static Layer of(JsonNode described, int calls, List<String> inputs) {
    if (!described.isObject()) {
      throw new IllegalArgumentException(
          "it has a layer that is a %s; expected an object".formatted(described.getNodeType()));
    }
    ObjectNode copy = described.deepCopy();
    copy.put(NAME, name(described));
    // One call to a layer, which reads the first output of each of its inputs.
    ArrayNode inbound = copy.putArray(INBOUND);
    if (!inputs.isEmpty()) {
      ArrayNode call = inbound.addArray();
      inputs.forEach(input -> call.add(tensor(input).add(copy.objectNode())));
    }
    return new Layer(name(described), described.path(TYPE).asText(), calls, inputs, copy);
  }

  private static String name(JsonNode described) {
    return described.path(NAME).asText(described.path(CONFIG).path(NAME).asText());
  }

  /** How Keras names the first output of a layer. */
  static ArrayNode tensor(String layer) {
    return JsonNodeFactory.instance.arrayNode().add(layer).add(0).add(0);
  }

  /** Older versions of Keras leave the input out: the first layer says what it takes. */
  static Layer input(JsonNode first) {
    ObjectNode input = JsonNodeFactory.instance.objectNode().put(TYPE, INPUT);
    String name = name(first) + "_input";
    input.putObject(CONFIG).put(NAME, name).set(SHAPE, first.path(CONFIG).path(SHAPE));
    return of(input.put(NAME, name), 1, List.of());
  }

  /**
   * The description without initial weights, which would be drawn from ND4J's random numbers and
   * are replaced, and without regularizers and constraints, which need not be importable then.
   */
  ObjectNode withoutTraining() {
    ObjectNode copy = description.deepCopy();
    ObjectNode zeros = copy.objectNode().put(TYPE, "Zeros");
    zeros.putObject(CONFIG);
    if (copy.get(CONFIG) instanceof ObjectNode config) {
      for (String key : ImmutableList.copyOf(config.fieldNames())) {
        if (key.endsWith("_initializer")) {
          config.set(key, zeros);
        } else if (key.endsWith("_regularizer") || key.endsWith("_constraint")) {
          config.putNull(key);
        }
      }
    }
    return copy;
  }
}
