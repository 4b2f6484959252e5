package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Pictures to try things on. */
final class Pictures {
  private Pictures() {}

  /** Of any small size, from one pixel on: noise, plain colours, black and white among them. */
  static Arbitrary<Picture> any() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 48),
            Arbitraries.integers().between(1, 48),
            Arbitraries.longs().withoutEdgeCases(),
            Arbitraries.of(0f, 0.3f, 1f),
            Arbitraries.of(0f, 0.2f, 1f))
        .as(Pictures::noisy);
  }

  /** A base value with noise of the given strength, clamped. */
  static Picture noisy(int width, int height, long seed, float base, float noise) {
    float[] rgb = new float[3 * width * height];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) Math.max(0, Math.min(1, base + noise * (random.nextDouble() - 0.5)));
    }
    return Picture.of(width, height, rgb);
  }

  /** Grey bars on mid grey: something to displace. */
  static Picture bars(int side) {
    float[] rgb = new float[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.5f + 0.3f * (float) Math.sin(i % side * 0.5);
    }
    return Picture.of(side, side, rgb);
  }
}
