package io.github.anomaly4j.internal.augment;

import java.util.random.RandomGenerator;

/** Nearly Gaussian white noise: the sum of the four 16-bit words of a random long. */
public final class WhiteNoise {
  /**
   * Mean and scale that give the sum of four uniform words a mean of 0 and a standard deviation of
   * 1.
   */
  private static final float MEAN = 2 * 65535f;

  private static final float DEVIATION = 65536f / (float) Math.sqrt(3);

  private WhiteNoise() {}

  /** Values of mean 0 and standard deviation 1. */
  public static float[] draw(int count, RandomGenerator random) {
    float[] grain = new float[count];
    for (int i = 0; i < count; i++) {
      long bits = random.nextLong();
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      grain[i] = (sum - MEAN) / DEVIATION;
    }
    return grain;
  }
}
