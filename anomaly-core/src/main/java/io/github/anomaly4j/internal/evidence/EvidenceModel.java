package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.Map;

/**
 * What one kind of evidence has learned of one category's normal images. Immutable, thread safe.
 */
@FunctionalInterface
public interface EvidenceModel {
  /** Scores an image. */
  Reading read(ImageFeatures image);

  /**
   * Begins a model of this one's images and some more, without training.
   *
   * @param seed of random draws
   */
  default Extension extension(long seed) {
    return () -> this;
  }

  /** What the same model is loaded from. The arrays must not be changed. */
  default Map<String, float[]> tensors() {
    return Map.of();
  }
}
