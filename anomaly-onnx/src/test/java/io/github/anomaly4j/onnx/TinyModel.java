package io.github.anomaly4j.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes ONNX models by hand, so that tests need no file from outside: protobuf fields by the
 * numbers of {@code onnx.proto}, IR version 8, operator set 13.
 */
final class TinyModel {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int FLOAT16 = 10;

  /** A size that is left open. */
  static final long OPEN = -1;

  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int TENSOR = 4;
  private static final int GRAPH = 5;
  private static final int INTS = 7;

  private final UnknownFieldSet.Builder graph = UnknownFieldSet.newBuilder();
  private final UnknownFieldSet.Builder functions = UnknownFieldSet.newBuilder();

  TinyModel() {
    add(graph, 2, text("tiny"));
  }

  /**
   * Images {@code [batch, 3, height, width]} to {@code relu}, 1 x 1 filters R + G + B - 1 and R -
   * B; {@code pool}, their maximum over 2 x 2; and the output {@code logits} {@code [batch, 2]},
   * the mean of {@code pool}.
   */
  static TinyModel classifier(long batch, long height, long width) {
    return new TinyModel()
        .input("image", FLOAT, batch, 3, height, width)
        .colors()
        .node("Conv", "conv", new String[] {"image", "conv.weight", "conv.bias"})
        .node("Relu", "relu", new String[] {"conv"})
        .node(
            "MaxPool",
            "pool",
            new String[] {"relu"},
            integers("kernel_shape", 2, 2),
            integers("strides", 2, 2))
        .node("GlobalAveragePool", "mean", new String[] {"pool"})
        .node("Flatten", "logits", new String[] {"mean"})
        .output("logits", FLOAT, batch, 2);
  }

  /**
   * Images of 8 x 8 to {@code tokens} {@code [1, extra + 4, 3]}: the means of its quarters after as
   * many tokens of nines.
   */
  static TinyModel transformer(int extra) {
    float[] nines = new float[extra * 3];
    Arrays.fill(nines, 9);
    return new TinyModel()
        .input("image", FLOAT, 1, 3, 8, 8)
        .node(
            "AveragePool",
            "patches",
            new String[] {"image"},
            integers("kernel_shape", 4, 4),
            integers("strides", 4, 4))
        .weights("flat", 1, 3, -1)
        .node("Reshape", "columns", new String[] {"patches", "flat"})
        .node("Transpose", "grid", new String[] {"columns"}, integers("perm", 0, 2, 1))
        .weight("class", nines, 1, extra, 3)
        .node("Concat", "tokens", new String[] {"class", "grid"}, integer("axis", 1))
        .output("tokens", FLOAT, 1, extra + 4L, 3);
  }

  /** Images {@code [1, 4, 6, 3]} to {@code relu} {@code [1, 4, 6, 2]}, as in the classifier. */
  static TinyModel channelsLast() {
    return new TinyModel()
        .input("image", FLOAT, 1, 4, 6, 3)
        .colors()
        .node("Transpose", "planes", new String[] {"image"}, integers("perm", 0, 3, 1, 2))
        .node("Conv", "conv", new String[] {"planes", "conv.weight", "conv.bias"})
        .node("Relu", "inner", new String[] {"conv"})
        .node("Transpose", "relu", new String[] {"inner"}, integers("perm", 0, 2, 3, 1))
        .output("relu", FLOAT, 1, 4, 6, 2);
  }

  /** R + G + B - 1 and R - B. */
  TinyModel colors() {
    return weight("conv.weight", new float[] {1, 1, 1, 1, 0, -1}, 2, 3, 1, 1)
        .weight("conv.bias", new float[] {-1, 0}, 2);
  }

  TinyModel input(String name, int type, long... sizes) {
    add(graph, 11, value(name, type, sizes));
    return this;
  }

  TinyModel output(String name, int type, long... sizes) {
    add(graph, 12, value(name, type, sizes));
    return this;
  }

  /** An output of which nothing is said but its name. */
  TinyModel output(String name) {
    UnknownFieldSet.Builder value = UnknownFieldSet.newBuilder();
    add(value, 1, text(name));
    add(graph, 12, value.build());
    return this;
  }

  /** What an inner tensor is like. */
  TinyModel about(String name, int type, long... sizes) {
    add(graph, 13, value(name, type, sizes));
    return this;
  }

  TinyModel weight(String name, float[] values, long... sizes) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    add(graph, 5, tensor(name, FLOAT, raw, sizes).build());
    return this;
  }

  /** A list of whole numbers. */
  TinyModel weights(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    add(graph, 5, tensor(name, INT64, raw, values.length).build());
    return this;
  }

  /** A list of floats whose values should be in as many lists as it has values, all empty. */
  TinyModel emptyLists(String name, int count) {
    UnknownFieldSet.Builder tensor = tensor(name, FLOAT, ByteBuffer.allocate(0), count);
    for (int i = 0; i < count; i++) {
      add(tensor, 4, ByteString.EMPTY);
    }
    add(graph, 5, tensor.build());
    return this;
  }

  /** A weight whose values lie in another file. */
  TinyModel externalWeight(String name, String file) {
    add(graph, 5, external(name, file));
    return this;
  }

  /** A constant with many zeros, the others of which lie in another file. */
  TinyModel externalSparseWeight(String name, String file) {
    UnknownFieldSet.Builder sparse = UnknownFieldSet.newBuilder();
    add(sparse, 1, external(name, file));
    add(graph, 15, sparse.build());
    return this;
  }

  /** A function whose node has a constant that lies in another file. */
  TinyModel externalFunction(String name, String file) {
    UnknownFieldSet.Builder node = UnknownFieldSet.newBuilder();
    add(node, 5, externalConstant(name, file));
    UnknownFieldSet.Builder function = UnknownFieldSet.newBuilder();
    add(function, 1, text(name));
    add(function, 7, node.build());
    add(functions, 25, function.build());
    return this;
  }

  static UnknownFieldSet externalConstant(String name, String file) {
    UnknownFieldSet.Builder attribute = attribute("value", TENSOR);
    add(attribute, 5, external(name, file));
    return attribute.build();
  }

  private static UnknownFieldSet external(String name, String file) {
    UnknownFieldSet.Builder entry = UnknownFieldSet.newBuilder();
    add(entry, 1, text("location"));
    add(entry, 2, text(file));
    UnknownFieldSet.Builder tensor = tensor(name, FLOAT, ByteBuffer.allocate(0), 1000);
    add(tensor, 13, entry.build());
    add(tensor, 14, 1);
    return tensor.build();
  }

  /** A function that nothing calls. */
  TinyModel function(String name) {
    UnknownFieldSet.Builder function = UnknownFieldSet.newBuilder();
    add(function, 1, text(name));
    add(functions, 25, function.build());
    return this;
  }

  TinyModel node(String operator, String output, String[] inputs, UnknownFieldSet... attributes) {
    return node("", operator, output, inputs, attributes);
  }

  /** A node of a domain. */
  TinyModel node(
      String domain,
      String operator,
      String output,
      String[] inputs,
      UnknownFieldSet... attributes) {
    return node(domain, operator, new String[] {output}, inputs, attributes);
  }

  /** A node of several outputs. */
  TinyModel node(
      String domain,
      String operator,
      String[] outputs,
      String[] inputs,
      UnknownFieldSet... attributes) {
    UnknownFieldSet.Builder node = UnknownFieldSet.newBuilder();
    if (!domain.isEmpty()) {
      add(node, 7, text(domain));
    }
    for (String input : inputs) {
      add(node, 1, text(input));
    }
    for (String output : outputs) {
      add(node, 2, text(output));
    }
    add(node, 4, text(operator));
    for (UnknownFieldSet attribute : attributes) {
      add(node, 5, attribute);
    }
    add(graph, 1, node.build());
    return this;
  }

  static UnknownFieldSet integer(String name, long value) {
    UnknownFieldSet.Builder attribute = attribute(name, INT);
    add(attribute, 3, value);
    return attribute.build();
  }

  static UnknownFieldSet word(String name, String value) {
    UnknownFieldSet.Builder attribute = attribute(name, STRING);
    add(attribute, 4, text(value));
    return attribute.build();
  }

  static UnknownFieldSet integers(String name, long... values) {
    UnknownFieldSet.Builder attribute = attribute(name, INTS);
    for (long value : values) {
      add(attribute, 8, value);
    }
    return attribute.build();
  }

  /** A graph within a node. */
  static UnknownFieldSet inner(String name, TinyModel model) {
    UnknownFieldSet.Builder attribute = attribute(name, GRAPH);
    add(attribute, 6, model.graph.build());
    return attribute.build();
  }

  byte[] bytes() {
    UnknownFieldSet.Builder operators = UnknownFieldSet.newBuilder();
    add(operators, 1, text(""));
    add(operators, 2, 13);
    UnknownFieldSet.Builder model = UnknownFieldSet.newBuilder();
    add(model, 1, 8);
    add(model, 7, graph.build());
    add(model, 8, operators.build());
    return model.mergeFrom(functions.build()).build().toByteArray();
  }

  OnnxModel model() throws IOException {
    return OnnxModel.of(bytes(), Path.of("tiny.onnx"));
  }

  private static UnknownFieldSet.Builder attribute(String name, int type) {
    UnknownFieldSet.Builder attribute = UnknownFieldSet.newBuilder();
    add(attribute, 1, text(name));
    add(attribute, 20, type);
    return attribute;
  }

  private static UnknownFieldSet.Builder tensor(
      String name, int type, ByteBuffer raw, long... sizes) {
    UnknownFieldSet.Builder tensor = UnknownFieldSet.newBuilder();
    for (long size : sizes) {
      add(tensor, 1, size);
    }
    add(tensor, 2, type);
    add(tensor, 8, text(name));
    if (raw.capacity() > 0) {
      add(tensor, 9, ByteString.copyFrom(raw.array()));
    }
    return tensor;
  }

  private static UnknownFieldSet value(String name, int type, long... sizes) {
    UnknownFieldSet.Builder shape = UnknownFieldSet.newBuilder();
    for (int i = 0; i < sizes.length; i++) {
      UnknownFieldSet.Builder size = UnknownFieldSet.newBuilder();
      if (sizes[i] == OPEN) {
        add(size, 2, text("open" + i));
      } else {
        add(size, 1, sizes[i]);
      }
      add(shape, 1, size.build());
    }
    UnknownFieldSet.Builder tensor = UnknownFieldSet.newBuilder();
    add(tensor, 1, type);
    add(tensor, 2, shape.build());
    UnknownFieldSet.Builder typed = UnknownFieldSet.newBuilder();
    add(typed, 1, tensor.build());
    UnknownFieldSet.Builder value = UnknownFieldSet.newBuilder();
    add(value, 1, text(name));
    add(value, 2, typed.build());
    return value.build();
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static void add(UnknownFieldSet.Builder message, int number, long value) {
    message.mergeField(number, Field.newBuilder().addVarint(value).build());
  }

  private static void add(UnknownFieldSet.Builder message, int number, ByteString value) {
    message.mergeField(number, Field.newBuilder().addLengthDelimited(value).build());
  }

  private static void add(UnknownFieldSet.Builder message, int number, UnknownFieldSet value) {
    add(message, number, value.toByteString());
  }
}
