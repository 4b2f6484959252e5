package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.List;
import java.util.Random;

/** Checks a network from a file when it is loaded: its outputs for an image must be finite. */
public final class NetworkTrial {
  /** Far above any output of a trained network, and far from overflow. */
  private static final double LARGEST = 1e15;

  private static final int MIN_SIDE = 32;

  private NetworkTrial() {}

  /**
   * Runs the network on a small image of noise and checks all its maps, by operations that hide no
   * NaN. Values that are too large here would overflow for some other image.
   *
   * @throws IllegalArgumentException if a value is NaN, infinite or far too large
   */
  public static void check(UNet network) {
    int side = Math.max(MIN_SIDE, 2 * network.config().sizeMultiple());
    float[] noise = new float[UNetConfig.CHANNELS * side * side];
    Random random = new Random(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    List<String> features = network.config().featureNames();
    UNet.Output made = network.runPlainly(noise, side, side, features);
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
