package io.github.anomaly4j.internal.random;

import com.google.common.primitives.Longs;
import java.util.random.RandomGenerator;

/**
 * The random draws of training, each a stream of its own below the seed of a detector. The numbers
 * are the first step of a path of {@link RandomStreams} and never change: with another number, the
 * same seed gives another detector.
 */
public enum RandomStream {
  /** The images, crops and damage of a batch, by step. */
  BATCH(1),

  /** The crops and the damage of the images that validate a network, by image. */
  VALIDATION(2),

  /** The order of the images of a category, by category. */
  ORDER(3),

  /** The patches that a memory bank is chosen from, by category. */
  PATCH_SAMPLE(4),

  /** The coreset of a memory bank, by category. */
  CORESET(5),

  /** The damage that calibrates scores, by category and image. */
  CALIBRATION(6),

  /** Everything that is drawn where a category gets more images, by category. */
  EXTENSION(7),

  /** The other poses of the images of a training, by category and image. */
  POSE(8),

  /** The other poses of the images that a category gets later, by category. */
  EXTENSION_POSE(9),

  /** The channels of a backbone that Gaussians are made of. */
  CHANNEL(10),

  /** Which tiles of the images of a training are learned and scored, by category and image. */
  TILE(11);

  private final long number;

  RandomStream(long number) {
    this.number = number;
  }

  /** A new generator for a seed and a path below this stream. */
  public RandomGenerator of(long seed, long... path) {
    return RandomStreams.of(seed, Longs.concat(new long[] {number}, path));
  }

  /** A seed for something that makes streams of its own: the first number of this stream. */
  public long seed(long seed, long... path) {
    return of(seed, path).nextLong();
  }
}
