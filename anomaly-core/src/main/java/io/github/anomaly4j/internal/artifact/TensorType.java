package io.github.anomaly4j.internal.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the values of a tensor are. */
public enum TensorType {
  @JsonProperty("float32")
  FLOAT32(Float.BYTES),

  @JsonProperty("int32")
  INT32(Integer.BYTES),

  @JsonProperty("bytes")
  BYTES(1);

  private final int size;

  TensorType(int size) {
    this.size = size;
  }

  /** How many bytes of a file a value takes. */
  int size() {
    return size;
  }

  /** A tensor of zeros. */
  Tensor zeros(int length) {
    return switch (this) {
      case FLOAT32 -> new Tensor.Floats(new float[length]);
      case INT32 -> new Tensor.Ints(new int[length]);
      case BYTES -> new Tensor.Bytes(new byte[length]);
    };
  }
}
