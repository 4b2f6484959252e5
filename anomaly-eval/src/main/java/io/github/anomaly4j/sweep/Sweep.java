package io.github.anomaly4j.sweep;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.score.Evidence;
import java.util.List;
import java.util.Set;

/**
 * Every epoch that was looked into, over the same pictures. Immutable, safe for concurrent use.
 *
 * @param epochs in order; at least one
 * @param pictures in the order of the image set, by category; at least one
 */
public record Sweep(List<SweptEpoch> epochs, List<SweptPicture> pictures) {

  /** Keeps copies of the lists. */
  public Sweep {
    epochs = ImmutableList.copyOf(epochs);
    pictures = ImmutableList.copyOf(pictures);
    checkArgument(!epochs.isEmpty(), "no epochs");
    checkArgument(!pictures.isEmpty(), "no pictures");
  }

  /** What the pictures are scored by, in the order of the kinds. */
  public Set<Evidence> evidence() {
    return epochs.get(0).evidence().keySet();
  }

  /** Categories with normal and defective pictures among those scored: over these, AUROC is. */
  public int labelledCategories() {
    return epochs.get(0).evidence().values().stream()
        .mapToInt(EvidenceFigures::labelled)
        .max()
        .orElse(0);
  }

  /** Categories among the scored pictures. */
  public int categories() {
    return (int) pictures.stream().map(picture -> picture.entry().category()).distinct().count();
  }
}
