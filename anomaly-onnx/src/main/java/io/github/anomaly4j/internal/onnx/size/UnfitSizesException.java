package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.InvalidProtocolBufferException;

/** Sizes do not fit together; those of another image might. */
final class UnfitSizesException extends InvalidProtocolBufferException {
  private static final long serialVersionUID = 1L;

  UnfitSizesException(String reason) {
    super(reason);
  }
}
