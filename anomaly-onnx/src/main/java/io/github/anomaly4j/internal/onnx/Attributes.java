package io.github.anomaly4j.internal.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of a node. The numbers are those of {@code onnx.proto}.
 *
 * @param byName an AttributeProto each
 */
public record Attributes(Map<String, WireMessage> byName) {
  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INT = 3;
  private static final int TEXT = 4;
  private static final int TENSOR = 5;
  private static final int GRAPH = 6;
  private static final int FLOATS = 7;
  private static final int INTS = 8;
  private static final int GRAPHS = 11;

  public static Attributes parse(List<ByteString> attributes)
      throws InvalidProtocolBufferException {
    Map<String, WireMessage> byName = new HashMap<>();
    for (ByteString bytes : attributes) {
      WireMessage attribute = WireMessage.parse(bytes);
      if (byName.put(attribute.text(NAME), attribute) != null) {
        throw new InvalidProtocolBufferException("an attribute twice");
      }
    }
    return new Attributes(byName);
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Whether a node contains graphs, as loops and branches do. */
  public boolean holdGraphs() {
    return byName.values().stream()
        .flatMap(attribute -> attribute.fields().stream())
        .anyMatch(field -> field.number() == GRAPH || field.number() == GRAPHS);
  }

  public long number(String name, long absent) {
    return has(name) ? byName.get(name).number(INT).orElse(0L) : absent;
  }

  public String text(String name, String absent) {
    return has(name) ? byName.get(name).text(TEXT) : absent;
  }

  public double real(String name) {
    return byName.get(name).number(FLOAT).map(bits -> (double) asFloat(bits)).orElse(0.0);
  }

  /** Integers, one field each or packed. */
  public Optional<long[]> numbers(String name) throws InvalidProtocolBufferException {
    return has(name)
        ? Optional.of(byName.get(name).numbers(INTS).stream().mapToLong(Long::longValue).toArray())
        : Optional.empty();
  }

  public Optional<double[]> reals(String name) throws InvalidProtocolBufferException {
    if (!has(name)) {
      return Optional.empty();
    }
    List<Double> reals = new ArrayList<>();
    byName.get(name).floats(FLOATS).forEach(value -> reals.add((double) value));
    return Optional.of(reals.stream().mapToDouble(Double::doubleValue).toArray());
  }

  public Optional<ByteString> tensor(String name) {
    return has(name) ? byName.get(name).bytes(TENSOR) : Optional.empty();
  }

  private static float asFloat(long bits) {
    return Float.intBitsToFloat((int) bits);
  }
}
