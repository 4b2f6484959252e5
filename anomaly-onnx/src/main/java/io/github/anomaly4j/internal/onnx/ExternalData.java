package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/** Finds tensors whose values are in other files. The numbers are those of {@code onnx.proto}. */
final class ExternalData {
  private static final int LOCATION = 14;
  private static final int ENTRY = 13;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private static final int SPARSE_VALUES = 1;
  private static final int SPARSE_INDICES = 2;

  private ExternalData() {}

  /**
   * The file that contains the values of a TensorProto; none if the tensor contains them itself.
   */
  static List<String> ofTensor(ByteString tensor) throws InvalidProtocolBufferException {
    WireMessage place = WireMessage.parse(tensor, number -> number == ENTRY || number == LOCATION);
    if (place.number(LOCATION).orElse(0L) == 0) {
      return List.of();
    }
    for (ByteString part : place.all(ENTRY).toList()) {
      WireMessage entry = WireMessage.parse(part);
      if (entry.text(ENTRY_KEY).equals("location")) {
        return List.of(entry.text(ENTRY_VALUE));
      }
    }
    return List.of("unnamed");
  }

  /** The files that contain the parts of a SparseTensorProto. */
  static List<String> ofSparse(ByteString tensor) throws InvalidProtocolBufferException {
    WireMessage parts = WireMessage.parse(tensor);
    ImmutableList.Builder<String> files = ImmutableList.builder();
    for (int part : new int[] {SPARSE_VALUES, SPARSE_INDICES}) {
      files.addAll(ofTensor(parts.bytes(part).orElse(ByteString.EMPTY)));
    }
    return files.build();
  }
}
