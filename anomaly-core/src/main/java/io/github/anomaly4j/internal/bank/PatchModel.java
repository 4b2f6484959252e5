package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.linalg.Projection;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A model of the patches of one category's normal images: the distance from a patch to it says how
 * different the patch is from normal ones. Implementations are immutable and thread safe.
 */
public sealed interface PatchModel permits MemoryBank, PositionGaussians {
  /**
   * How far each patch of an image is from normal patches.
   *
   * @return one distance per patch, row by row; finite, at least 0
   * @throws IllegalArgumentException if the patches do not fit the model
   */
  float[] distances(PatchFeatures features);

  /**
   * The same without one of the images that the model was made from, so that the image's own
   * patches can be scored (leave-one-out). If the model was made from this image alone, the whole
   * model is used.
   *
   * @param image its number in the sample
   * @throws IllegalStateException if this model was not made from a sample, or is a result of
   *     {@link #withoutOrigins()}
   */
  float[] distancesWithout(int image, PatchFeatures features);

  /**
   * {@link #distances(PatchFeatures)} of an image, of which it may have computed a part already.
   */
  default float[] distances(ImageFeatures image, FeatureExtractor patches) {
    return distances(image.get(patches));
  }

  /** {@link #distancesWithout(int, PatchFeatures)} likewise. */
  default float[] distancesWithout(int number, ImageFeatures image, FeatureExtractor patches) {
    return distancesWithout(number, image.get(patches));
  }

  /** How many features the patches have. */
  int channels();

  /**
   * This model with the patches of more normal images, without any training. This object does not
   * change.
   *
   * @param sample of the new images' patches
   * @param size the maximum number of patches to keep, if the model keeps patches
   * @param seed of random draws, if there are any
   * @throws IllegalArgumentException if the sample is empty or does not fit the model, or the size
   *     is below 1
   */
  PatchModel extended(PatchSample sample, int size, long seed);

  /**
   * This model without what it learned from some images. This object does not change.
   *
   * @param images their numbers; those of the others close up
   * @throws IllegalArgumentException if it does not know what is from them, or nothing is left
   */
  PatchModel without(SortedSet<Integer> images);

  /**
   * This model without the data for leave-one-out, which take much memory. It shares everything
   * else with this one.
   */
  PatchModel withoutOrigins();

  /** The projection to the space of the distances; empty if each position has its own. */
  Optional<Projection> projection();

  /** The tensors from which the same model can be made again. */
  Tensors tensors();
}
