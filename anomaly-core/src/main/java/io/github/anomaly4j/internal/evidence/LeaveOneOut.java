package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.Optional;

/**
 * Scores a category's training images without what was learned from the image itself
 * (cross-validation; Stone 1974). Thread safe.
 */
@FunctionalInterface
public interface LeaveOneOut {
  /**
   * Scores an image without one of the training images.
   *
   * @param image the index of the training image that is left out
   * @param features of that image or of a tile of it, unchanged or damaged
   * @return the map at once; the score perhaps only after all categories are learned
   */
  Reading read(int image, ImageFeatures features);

  /** {@link EvidenceModel#moments} of the model of all images. */
  default Optional<ImageFeature<float[]>> moments() {
    return Optional.empty();
  }
}
