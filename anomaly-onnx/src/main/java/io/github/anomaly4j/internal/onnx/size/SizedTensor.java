package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A tensor of known size. Its values are kept if they are known and few, since sizes are computed
 * from them. The numbers are those of {@code onnx.proto}.
 *
 * @param sizes of it
 * @param type of its values
 * @param known its values, none if they are not known
 */
@SuppressWarnings("ArrayRecordComponent")
record SizedTensor(long[] sizes, Type type, Optional<double[]> known) {
  /** Networks have fewer dimensions. */
  private static final int MAX_DIMENSIONS = 8;

  /** The longest list whose values are kept: lists of sizes and grids of positions are shorter. */
  static final int MAX_KNOWN = 4096;

  /** Above it, numbers of 32 bits would overflow, and floats skip whole numbers. */
  private static final double MAX_EXACT = 1L << 31;

  private static final int DIMENSIONS = 1;
  private static final int DATA_TYPE = 2;
  private static final int FLOATS = 4;
  private static final int INTS = 5;
  private static final int LONGS = 7;
  static final int NAME = 8;
  private static final int RAW = 9;
  private static final int DOUBLES = 10;
  private static final int UNSIGNED = 11;

  /** The type of values, if sizes can be computed from them. */
  enum Type {
    WHOLE,
    FLOAT,
    DOUBLE,
    TRUTH,
    OTHER
  }

  static SizedTensor of(Type type, long... sizes) {
    return new SizedTensor(sizes, type, Optional.empty());
  }

  /** A tensor with as many values as its sizes say. */
  static SizedTensor of(Type type, long[] sizes, double[] values) {
    double[] rounded =
        type == Type.FLOAT ? Arrays.stream(values).map(value -> (float) value).toArray() : values;
    return new SizedTensor(
        sizes,
        type,
        values.length <= MAX_KNOWN && type != Type.OTHER ? Optional.of(rounded) : Optional.empty());
  }

  static SizedTensor list(double... values) {
    return of(Type.WHOLE, new long[] {values.length}, values);
  }

  /** A result; its values are not known if the runtime could compute other ones. */
  static SizedTensor computed(Type type, long[] sizes, double[] values) {
    return DoubleStream.of(values).allMatch(SizedTensor::isExact)
        ? of(type, sizes, values)
        : of(type, sizes);
  }

  static boolean isExact(double value) {
    return Math.abs(value) <= MAX_EXACT;
  }

  static Type type(long dataType) {
    return switch ((int) dataType) {
      case 6, 7 -> Type.WHOLE;
      case 1 -> Type.FLOAT;
      case 11 -> Type.DOUBLE;
      case 9 -> Type.TRUTH;
      default -> Type.OTHER;
    };
  }

  /** The number of bytes of a value, 0 if it is not fixed. */
  private static int bytes(long dataType) {
    return switch ((int) dataType) {
      case 2, 3, 9, 17, 18, 19, 20 -> 1;
      case 4, 5, 10, 16 -> 2;
      case 1, 6, 12 -> Float.BYTES;
      case 7, 11, 13, 14 -> Double.BYTES;
      case 15 -> 2 * Double.BYTES;
      default -> 0;
    };
  }

  /**
   * A TensorProto.
   *
   * @throws InvalidProtocolBufferException if it has not as many values as its sizes say
   */
  static SizedTensor parse(ByteString bytes) throws InvalidProtocolBufferException {
    WireMessage tensor = WireMessage.parse(bytes);
    long[] sizes = tensor.numbers(DIMENSIONS).stream().mapToLong(Long::longValue).toArray();
    long count = count(sizes);
    long dataType = tensor.number(DATA_TYPE).orElse(0L);
    if (bytes(dataType) == 0) {
      throw new InvalidProtocolBufferException("a tensor of no numbers");
    }
    Type type = type(dataType);
    Optional<ByteString> raw = tensor.bytes(RAW);
    if (raw.isPresent()) {
      // Divided, because the product of a claimed count may be beyond every number.
      if (raw.get().size() % bytes(dataType) != 0 || raw.get().size() / bytes(dataType) != count) {
        throw wrong(sizes, raw.get().size() / bytes(dataType));
      }
      return count <= MAX_KNOWN && type != Type.OTHER
          ? of(type, sizes, values(raw.get(), dataType, (int) count))
          : of(type, sizes);
    }
    int number =
        switch ((int) dataType) {
          case 1, 14 -> FLOATS;
          case 7 -> LONGS;
          case 11, 15 -> DOUBLES;
          case 12, 13 -> UNSIGNED;
          default -> INTS;
        };
    long found = found(tensor, number);
    int parts = dataType >= 14 && dataType <= 15 ? 2 : 1;
    if (found % parts != 0 || found / parts != count) {
      throw wrong(sizes, found);
    }
    if (count > MAX_KNOWN || type == Type.OTHER || type == Type.DOUBLE) {
      return of(type, sizes);
    }
    Stream<? extends Number> values =
        number == FLOATS ? tensor.floats(FLOATS).stream() : tensor.numbers(number).stream();
    return of(type, sizes, values.mapToDouble(Number::doubleValue).toArray());
  }

  private static long found(WireMessage tensor, int number) throws InvalidProtocolBufferException {
    long width = number == FLOATS ? Float.BYTES : number == DOUBLES ? Double.BYTES : 0;
    if (width == 0) {
      return tensor.numbers(number).size();
    }
    return tensor.fields().stream()
        .filter(field -> field.number() == number)
        .mapToLong(field -> field.isBytes() ? field.bytes().size() / width : 1)
        .sum();
  }

  private static double[] values(ByteString raw, long dataType, int count) {
    ByteBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch ((int) dataType) {
            case 1 -> buffer.getFloat();
            case 6 -> buffer.getInt();
            case 7 -> buffer.getLong();
            case 11 -> buffer.getDouble();
            default -> buffer.get();
          };
    }
    return values;
  }

  private static InvalidProtocolBufferException wrong(long[] sizes, long found) {
    return new InvalidProtocolBufferException(
        "a tensor of the sizes %s with %d values".formatted(Arrays.toString(sizes), found));
  }

  /** The product of sizes, at most {@link Long#MAX_VALUE}. */
  static long count(long... sizes) throws InvalidProtocolBufferException {
    if (sizes.length > MAX_DIMENSIONS || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw new InvalidProtocolBufferException(
          "a tensor of " + sizes.length + " sizes, or one below 0");
    }
    if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
      return 0;
    }
    long count = 1;
    for (long size : sizes) {
      count = count > Long.MAX_VALUE / size ? Long.MAX_VALUE : count * size;
    }
    return count;
  }

  long count() throws InvalidProtocolBufferException {
    return count(sizes);
  }

  int rank() {
    return sizes.length;
  }

  /** An axis that may be counted from the end. */
  int axis(long axis) throws InvalidProtocolBufferException {
    long place = axis < 0 ? axis + rank() : axis;
    if (place < 0 || place >= rank()) {
      throw new InvalidProtocolBufferException("axis " + axis + " of " + rank());
    }
    return (int) place;
  }

  /** Axes that may be counted from the end, each once. */
  Set<Integer> axes(long[] axes) throws InvalidProtocolBufferException {
    Set<Integer> result = new HashSet<>();
    for (long axis : axes) {
      result.add(axis(axis));
    }
    return result;
  }

  /** The same values in other sizes. */
  SizedTensor withSizes(List<Long> other) {
    return new SizedTensor(other.stream().mapToLong(Long::longValue).toArray(), type, known);
  }
}
