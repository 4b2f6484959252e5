package io.github.anomaly4j.sweep;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.config.Evidence;
import java.util.List;
import java.util.Set;

/**
 * The measured epochs of a training, over the same images. Immutable, safe for concurrent use.
 *
 * @param epochs in order; at least one
 * @param images in the order of the image set, by category; at least one
 */
public record Sweep(List<SweptEpoch> epochs, List<SweptImage> images) {

  /** Keeps copies of the lists. */
  public Sweep {
    epochs = ImmutableList.copyOf(epochs);
    images = ImmutableList.copyOf(images);
    checkArgument(!epochs.isEmpty(), "no epochs");
    checkArgument(!images.isEmpty(), "no images");
  }

  /** What the images are scored by, in the order of the kinds. */
  public Set<Evidence> evidence() {
    return epochs.get(0).evidence().keySet();
  }

  /**
   * Categories with normal and defective images among those scored; AUROC is the mean over them.
   */
  public int labeledCategories() {
    return epochs.get(0).evidence().values().stream()
        .mapToInt(EvidenceMetrics::labeled)
        .max()
        .orElse(0);
  }

  /** Categories among the scored images. */
  public int categories() {
    return (int) images.stream().map(image -> image.entry().category()).distinct().count();
  }
}
