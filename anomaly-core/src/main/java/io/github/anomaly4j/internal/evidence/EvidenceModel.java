package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.ImageFeatures;

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

  /** The tensors from which the same model is loaded. */
  default Tensors tensors() {
    return Tensors.none();
  }
}
