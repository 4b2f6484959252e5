package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.feature.PatchFeatures;
import java.util.Map;

/**
 * What patches of one category's normal images are like: a patch's distance to it tells how unlike
 * anything normal the patch is. Implementations are immutable and thread safe.
 */
public sealed interface PatchModel permits MemoryBank, PositionGaussians {
  /**
   * How far each patch of an image is from what is normal.
   *
   * @return one distance per patch, row by row; finite, at least 0
   * @throws IllegalArgumentException if the patches do not fit the model
   */
  float[] distances(PatchFeatures features);

  /**
   * The same without one of the images that the model was made of, so that the image's own patches
   * can be asked about (leave-one-out). If it was made of nothing else, all of it is compared with.
   *
   * @param image its number in the sample
   * @throws IllegalStateException if this is not a model that was made of a sample, and not settled
   */
  float[] distancesWithout(int image, PatchFeatures features);

  /**
   * This model with the patches of more normal images in it, without any training. This one stays
   * as it is.
   *
   * @param sample of the new images' patches
   * @param size how many patches to keep at most, if it keeps patches
   * @param seed of random draws, if there are any
   * @throws IllegalArgumentException if the sample is empty or does not fit the model, or the size
   *     is below 1
   */
  PatchModel extended(PatchSample sample, int size, long seed);

  /**
   * This model for good: it no longer knows its images, which take much memory. It shares all else
   * with this one.
   */
  PatchModel withoutOrigins();

  /** What the same model is made from again. The arrays must not be changed. */
  Map<String, float[]> tensors();
}
