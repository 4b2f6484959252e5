package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.List;

/** Learns one kind of evidence from one category's normal images. For one thread at a time. */
public interface CategoryLearner {
  /** What {@link #add} asks of an image, so that it can be computed ahead on other threads. */
  default List<ImageFeature<?>> features() {
    return List.of();
  }

  /** What {@link #addPose} asks of an image. */
  default List<ImageFeature<?>> poseFeatures() {
    return List.of();
  }

  /**
   * Takes an image in.
   *
   * @param image its number: 0, 1 and so on
   */
  void add(int image, ImageFeatures features);

  /**
   * Takes an image in another pose in, after all images as they are.
   *
   * @param image the number of the image
   */
  default void addPose(int image, ImageFeatures features) {}

  /** Makes the model of what was taken in; nothing is taken in afterwards. */
  LeaveOneOut fit();
}
