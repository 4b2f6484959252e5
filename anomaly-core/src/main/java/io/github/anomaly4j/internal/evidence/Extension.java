package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeatures;

/** Gathers more normal images for a model. For one thread. */
@FunctionalInterface
public interface Extension {
  /** Takes an image in. */
  default void add(ImageFeatures image) {}

  /** Takes the image that was added last in, in another pose. */
  default void addPose(ImageFeatures image) {}

  /** The extended model; the one that it was begun with stays as it is. */
  EvidenceModel extended();
}
