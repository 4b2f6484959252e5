package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.Map;

/** The model of one kind of evidence for one category. Immutable, thread safe. */
@FunctionalInterface
public interface EvidenceModel {
  /** Scores an image. */
  Reading read(ImageFeatures image);

  /**
   * Begins a model of the images of this one and of more images, without training.
   *
   * @param seed of random draws
   */
  default Extension extension(long seed) {
    return () -> this;
  }

  /** The arrays from which the same model is loaded. They must not be changed. */
  default Map<String, float[]> tensors() {
    return Map.of();
  }
}
