package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.List;

/** Learns one kind of evidence from one category's normal images. For one thread at a time. */
public interface CategoryLearner {
  /** The features that {@link #add} needs, so that they can be computed ahead on other threads. */
  default List<ImageFeature<?>> features() {
    return List.of();
  }

  /** The features that {@link #addPose} needs. */
  default List<ImageFeature<?>> poseFeatures() {
    return List.of();
  }

  /**
   * Takes an image or a tile of one in.
   *
   * @param image its index: 0, 1 and so on; tiles of one image have the same, and no poses
   */
  void add(int image, ImageFeatures features);

  /**
   * Adds an image in another pose, after all images in their own pose.
   *
   * @param image the index of the image
   */
  default void addPose(int image, ImageFeatures features) {}

  /** Makes the model of the images that were added; no images are added afterwards. */
  LeaveOneOut fit();

  /**
   * Makes the model of a memory bank that was made elsewhere, as {@link EvidenceKind#plan} says, in
   * place of {@link #add} and {@link #fit()}.
   *
   * @param bank with its substitutes
   */
  default LeaveOneOut fit(MemoryBank bank) {
    throw new UnsupportedOperationException("this kind of evidence makes no memory bank");
  }
}
