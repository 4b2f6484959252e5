package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.Optional;
import java.util.SortedSet;

/** The model of one kind of evidence for one category. Immutable, thread safe. */
@FunctionalInterface
public interface EvidenceModel {
  /** Scores an image. */
  Reading read(ImageFeatures image);

  /**
   * Begins a model of the images of this one and of more images, without training.
   *
   * @param seed of random draws
   * @param known how many images it knows; the numbers of more images follow
   */
  default Extension extension(long seed, int known) {
    return () -> this;
  }

  /**
   * The model without what it learned from some images.
   *
   * @param images their numbers; those of the others close up
   * @throws IllegalArgumentException if it does not know what is from them
   */
  default EvidenceModel without(SortedSet<Integer> images) {
    return this;
  }

  /** The image as a whole in the space of the model's patches, if it has one. */
  default Optional<ImageFeature<float[]>> moments() {
    return Optional.empty();
  }

  /** The tensors from which the same model is loaded. */
  default Tensors tensors() {
    return Tensors.none();
  }
}
