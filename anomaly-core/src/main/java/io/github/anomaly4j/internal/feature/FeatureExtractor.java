package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;

/** Patch features of an image, and how a memory bank takes them. */
public interface FeatureExtractor extends ImageFeature<PatchFeatures> {
  /** Side of a patch in pixels; frames are a multiple of it. */
  int STRIDE = 8;

  /** How many features a patch has. */
  int channels();

  /** The weight of each feature; positive. */
  default float[] weights() {
    float[] alike = new float[channels()];
    Arrays.fill(alike, 1);
    return alike;
  }

  /**
   * Whether each feature is divided by its own standard deviation in the category, and not all of
   * them by a common one: right where the sizes of features mean nothing, and wrong for those of a
   * network that was trained to tell things apart.
   */
  default boolean standardized() {
    return true;
  }

  /** Principal components kept: the rest is mostly noise, and the search costs by the component. */
  default int components() {
    return 64;
  }

  /** The positions of an image's patches. */
  default Grid grid(ImageFeatures image) {
    return image.get(this).grid();
  }

  /** An image's patches in another space, {@code [patches, dimensions]}. */
  default float[] points(ImageFeatures image, Projection projection) {
    return projection.apply(image.get(this).values());
  }

  /** The mean of each feature over the image's patches that count. */
  default float[] mean(ImageFeatures image) {
    PatchFeatures features = image.get(this);
    return features.mean(image.scored(features.grid()));
  }
}
