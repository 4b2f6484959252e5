package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A protobuf message as a list of its fields, in order: it is read and written without generated
 * code, and without losing unknown fields.
 */
public record WireMessage(List<Field> fields) {
  /** Far more than real models have; a file with more would fill the memory with small fields. */
  private static final int MAX_FIELDS = 200_000;

  /**
   * A field.
   *
   * @param tag its number and wire type
   * @param value of a number
   * @param bytes of a string, a message or a packed list, which share the file's array; else empty
   */
  public record Field(int tag, long value, ByteString bytes) {
    static Field of(int number, long value) {
      return new Field(tag(number, WireFormat.WIRETYPE_VARINT), value, ByteString.EMPTY);
    }

    static Field of(int number, ByteString bytes) {
      return new Field(tag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED), 0, bytes);
    }

    static Field of(int number, String text) {
      return of(number, ByteString.copyFromUtf8(text));
    }

    public int number() {
      return WireFormat.getTagFieldNumber(tag);
    }

    /** Whether it holds bytes; otherwise a number. */
    public boolean isBytes() {
      return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private int size() {
      int content =
          switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> CodedOutputStream.computeUInt64SizeNoTag(value);
            case WireFormat.WIRETYPE_FIXED64 -> Long.BYTES;
            case WireFormat.WIRETYPE_FIXED32 -> Integer.BYTES;
            default -> CodedOutputStream.computeBytesSizeNoTag(bytes);
          };
      return CodedOutputStream.computeUInt32SizeNoTag(tag) + content;
    }

    private void write(CodedOutputStream out) throws IOException {
      out.writeUInt32NoTag(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(value);
        case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(value);
        case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag((int) value);
        default -> out.writeBytesNoTag(bytes);
      }
    }

    private static int tag(int number, int type) {
      return number << 3 | type;
    }
  }

  public WireMessage {
    fields = ImmutableList.copyOf(fields);
  }

  static WireMessage of(Field... fields) {
    return new WireMessage(List.of(fields));
  }

  public static WireMessage parse(ByteString bytes) throws InvalidProtocolBufferException {
    return parse(bytes, number -> true);
  }

  /** The wanted fields of a message; the others are skipped. */
  public static WireMessage parse(ByteString bytes, IntPredicate wanted)
      throws InvalidProtocolBufferException {
    ImmutableList.Builder<Field> fields = ImmutableList.builder();
    try {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      int count = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (!wanted.test(WireFormat.getTagFieldNumber(tag))) {
          in.skipField(tag);
        } else if (++count > MAX_FIELDS) {
          throw new InvalidProtocolBufferException("more than " + MAX_FIELDS + " fields");
        } else {
          fields.add(read(tag, in));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return new WireMessage(fields.build());
  }

  private static Field read(int tag, CodedInputStream in) throws IOException {
    return switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> new Field(tag, in.readInt64(), ByteString.EMPTY);
      case WireFormat.WIRETYPE_FIXED64 -> new Field(tag, in.readFixed64(), ByteString.EMPTY);
      case WireFormat.WIRETYPE_FIXED32 -> new Field(tag, in.readFixed32(), ByteString.EMPTY);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> new Field(tag, 0, in.readBytes());
      default -> throw new InvalidProtocolBufferException("a field of no known wire type");
    };
  }

  /** The bytes of the message, without a second copy in memory, because models are large. */
  ByteString toBytes() {
    byte[] bytes = new byte[fields.stream().mapToInt(Field::size).reduce(0, Math::addExact)];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (Field field : fields) {
        field.write(out);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** The strings or messages of a number, in their order. */
  public Stream<ByteString> all(int number) {
    return fields.stream()
        .filter(field -> field.number() == number && field.isBytes())
        .map(Field::bytes);
  }

  /** A string or message that occurs once; of several the last, as protobuf defines. */
  public Optional<ByteString> bytes(int number) {
    return all(number).reduce((first, second) -> second);
  }

  /** Strings of a number; bytes that are no UTF-8 become replacement characters. */
  public Stream<String> texts(int number) {
    return all(number).map(ByteString::toStringUtf8);
  }

  /** A string, empty if absent. */
  public String text(int number) {
    return bytes(number).map(ByteString::toStringUtf8).orElse("");
  }

  /** A number, if there is one. */
  public Optional<Long> number(int number) {
    return fields.stream()
        .filter(field -> field.number() == number && !field.isBytes())
        .map(Field::value)
        .reduce((first, second) -> second);
  }

  /** Repeated integers, one field each or packed into one. */
  public List<Long> numbers(int number) throws InvalidProtocolBufferException {
    ImmutableList.Builder<Long> numbers = ImmutableList.builder();
    for (Field field : fields) {
      if (field.number() == number && field.isBytes()) {
        try {
          CodedInputStream in = field.bytes.newCodedInput();
          while (!in.isAtEnd()) {
            numbers.add(in.readInt64());
          }
        } catch (IOException e) {
          throw new InvalidProtocolBufferException(e);
        }
      } else if (field.number() == number) {
        numbers.add(field.value);
      }
    }
    return numbers.build();
  }

  /** Repeated floats, one field each or packed into one. */
  public List<Float> floats(int number) {
    ImmutableList.Builder<Float> floats = ImmutableList.builder();
    for (Field field : fields) {
      if (field.number() == number && field.isBytes()) {
        FloatBuffer packed =
            field.bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (packed.hasRemaining()) {
          floats.add(packed.get());
        }
      } else if (field.number() == number) {
        floats.add(Float.intBitsToFloat((int) field.value));
      }
    }
    return floats.build();
  }
}
