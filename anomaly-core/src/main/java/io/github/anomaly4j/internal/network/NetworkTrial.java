package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.List;
import java.util.Random;

/** Tells at once whether a network that comes from a file makes numbers of an image. */
public final class NetworkTrial {
  /** Far above what a trained network makes of any image, and far from overflowing. */
  private static final double LARGEST = 1e15;

  private static final int MIN_SIDE = 32;

  private NetworkTrial() {}

  /**
   * Runs it on a small image of noise, and looks at all that it makes on the way. What is so large
   * there overflows with some other image, whose detection would fail then.
   *
   * @throws IllegalArgumentException if something is no number, or far too large
   */
  public static void check(UNet network) {
    int side = Math.max(MIN_SIDE, 2 * network.config().sizeMultiple());
    float[] noise = new float[UNetConfig.CHANNELS * side * side];
    Random random = new Random(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    List<String> features = network.config().featureNames();
    UNet.Output made = network.run(noise, 1, side, side, features);
    check("reconstruction", made.reconstruction());
    if (made.maskLogits() != null) {
      check("mask", made.maskLogits());
    }
    features.forEach(name -> check(name, made.features().get(name)));
  }

  private static void check(String name, FeatureMap map) {
    for (float value : map.values()) {
      if (!(Math.abs(value) <= LARGEST)) {
        throw new IllegalArgumentException(
            "a network that makes %s of noise, in %s".formatted(value, name));
      }
    }
  }
}
