package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;

/**
 * A ValueInfoProto: what a model says about a tensor. The numbers are those of {@code onnx.proto}.
 *
 * @param bytes all of it
 * @param type of the tensor's values, {@code unknown} if it is not said
 * @param shape -1 for an open size; none if it is not said
 */
record ValueInfo(ByteString bytes, String type, Optional<List<Long>> shape) {
  /** The field that holds the name. */
  static final int NAME = 1;

  private static final int TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_ELEMENT = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int SHAPE_DIMENSION = 1;
  private static final int DIMENSION_VALUE = 1;

  /** By TensorProto.DataType. */
  private static final List<String> ELEMENTS =
      List.of(
          "unknown",
          "float32",
          "uint8",
          "int8",
          "uint16",
          "int16",
          "int32",
          "int64",
          "string",
          "bool",
          "float16",
          "float64",
          "uint32",
          "uint64",
          "complex64",
          "complex128",
          "bfloat16");

  static ValueInfo parse(ByteString bytes) throws InvalidProtocolBufferException {
    WireMessage tensor = inner(inner(WireMessage.parse(bytes), TYPE), TYPE_TENSOR);
    long element = tensor.number(TENSOR_ELEMENT).orElse(0L);
    String type =
        element >= 0 && element < ELEMENTS.size() ? ELEMENTS.get((int) element) : "type " + element;
    if (tensor.bytes(TENSOR_SHAPE).isEmpty()) {
      return new ValueInfo(bytes, type, Optional.empty());
    }
    ImmutableList.Builder<Long> shape = ImmutableList.builder();
    for (ByteString size : inner(tensor, TENSOR_SHAPE).all(SHAPE_DIMENSION).toList()) {
      shape.add(WireMessage.parse(size).number(DIMENSION_VALUE).filter(n -> n > 0).orElse(-1L));
    }
    return new ValueInfo(bytes, type, Optional.of(shape.build()));
  }

  /** A tensor that the model does not describe. */
  static ValueInfo unsaid(String name) {
    return new ValueInfo(
        WireMessage.of(WireMessage.Field.of(NAME, name)).toBytes(),
        ELEMENTS.get(0),
        Optional.empty());
  }

  GraphTensor tensor(String name, String operator) {
    return new GraphTensor(name, type, shape, operator);
  }

  private static WireMessage inner(WireMessage message, int number)
      throws InvalidProtocolBufferException {
    return WireMessage.parse(message.bytes(number).orElse(ByteString.EMPTY));
  }
}
