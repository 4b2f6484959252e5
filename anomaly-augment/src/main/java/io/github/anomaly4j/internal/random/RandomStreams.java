package io.github.anomaly4j.internal.random;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent random streams named by a seed and a path, such as epoch, image: the stream of one
 * image does not depend on the numbers that others drew, the order, or the thread.
 *
 * <p>The mixing is fixed and will not change: the state starts as {@code mix(seed)}; each step of
 * the path turns it into {@code mix(state + 0x9e3779b97f4a7c15 * (1 + mix(step)))}, with {@code
 * mix} the 64-bit finalizer of SplitMix64 (Stafford's variant 13; Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014). The state seeds a {@link SplittableRandom}.
 */
public final class RandomStreams {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private RandomStreams() {}

  /** A new generator for this seed and path; paths of different lengths give different streams. */
  public static RandomGenerator of(long seed, long... path) {
    long state = mix(seed);
    for (long step : path) {
      state = mix(state + GOLDEN * (1 + mix(step)));
    }
    return new SplittableRandom(state);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
