package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Images to try things on. */
final class Images {
  private Images() {}

  /** Of any small size, from one pixel on: noise, plain colors, black and white among them. */
  static Arbitrary<Image> any() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 48),
            Arbitraries.integers().between(1, 48),
            Arbitraries.longs().withoutEdgeCases(),
            Arbitraries.of(0f, 0.3f, 1f),
            Arbitraries.of(0f, 0.2f, 1f))
        .as(Images::noisy);
  }

  /** A base value with noise of the given strength, clamped. */
  static Image noisy(int width, int height, long seed, float base, float noise) {
    float[] rgb = new float[3 * width * height];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) Math.max(0, Math.min(1, base + noise * (random.nextDouble() - 0.5)));
    }
    return Image.of(width, height, rgb);
  }

  /** Gray bars on mid gray: something to displace. */
  static Image bars(int side) {
    float[] rgb = new float[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.5f + 0.3f * (float) Math.sin(i % side * 0.5);
    }
    return Image.of(side, side, rgb);
  }
}
