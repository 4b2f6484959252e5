package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeatures;

/** Gathers more normal images for a model. For one thread at a time. */
@FunctionalInterface
public interface Extension {
  /** Takes an image in. */
  default void add(ImageFeatures image) {}

  /** Adds the last image again, in another pose. */
  default void addPose(ImageFeatures image) {}

  /** The extended model; the original does not change. */
  EvidenceModel extended();
}
