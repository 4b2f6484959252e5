package io.github.anomaly4j.internal.artifact;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Bytes as the finite numbers that a model file holds: three to a number, which a float tells
 * exactly. The first number says how many of the last three are padding.
 */
public final class PackedBytes {
  private static final int BYTES = 3;
  private static final int LARGEST = (1 << 8 * BYTES) - 1;

  private PackedBytes() {}

  public static float[] pack(byte[] bytes) {
    int numbers = (bytes.length + BYTES - 1) / BYTES;
    float[] packed = new float[1 + numbers];
    packed[0] = numbers * BYTES - bytes.length;
    for (int i = 0; i < numbers; i++) {
      int number = 0;
      for (int at = i * BYTES; at < (i + 1) * BYTES; at++) {
        number = number << 8 | (at < bytes.length ? bytes[at] & 0xff : 0);
      }
      packed[1 + i] = number;
    }
    return packed;
  }

  /**
   * The bytes that were packed.
   *
   * @throws IllegalArgumentException if the numbers cannot have come from bytes
   */
  public static byte[] unpack(float[] packed) {
    checkArgument(
        packed.length > 0 && packed[0] >= 0 && packed[0] < BYTES && packed[0] == (int) packed[0],
        "packed bytes without their padding");
    long length = (packed.length - 1L) * BYTES - (long) packed[0];
    checkArgument(length >= 0 && length <= Integer.MAX_VALUE - 8, "%s packed bytes", length);
    byte[] bytes = new byte[(int) length];
    for (int i = 1; i < packed.length; i++) {
      int number = (int) packed[i];
      checkArgument(
          number == packed[i] && number >= 0 && number <= LARGEST,
          "%s where three bytes are packed",
          packed[i]);
      for (int b = 0; b < BYTES && (i - 1) * BYTES + b < bytes.length; b++) {
        bytes[(i - 1) * BYTES + b] = (byte) (number >> 8 * (BYTES - 1 - b));
      }
    }
    return bytes;
  }
}
