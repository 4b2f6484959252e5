package io.github.anomaly4j.internal.network.trunk;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * The trunk's weights as numbers of 16 bits (IEEE 754 binary16, little-endian): of each convolution
 * {@code [height, width, in, out]} and its biases, in the order of {@link
 * TrunkLayers#convolutions()}.
 */
final class TrunkWeights {
  /** The weights of the library. */
  static final String NAME = "trunk-1.f16";

  private TrunkWeights() {}

  static byte[] ofLibrary() throws IOException {
    return Resources.toByteArray(Resources.getResource(TrunkWeights.class, NAME));
  }

  /**
   * The numbers, in order.
   *
   * @throws IllegalArgumentException if they are not as many as the trunk has, or one is not finite
   */
  static float[] decode(byte[] bytes) {
    int count =
        TrunkLayers.convolutions().stream()
            .mapToInt(convolution -> convolution.weights() + convolution.out())
            .sum();
    checkArgument(
        bytes.length == 2 * count,
        "%s bytes of weights; the trunk has %s",
        bytes.length,
        2 * count);
    ShortBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = decode(halves.get(i));
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("a weight of " + values[i]);
      }
    }
    return values;
  }

  /** Java 17 has no method for it. */
  static float decode(short half) {
    int exponent = half >>> 10 & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> (1024 + fraction) * (float) Math.scalb(1.0, exponent - 25);
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
