package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import java.util.List;
import java.util.Map;

/**
 * A kind of evidence: what it needs, how it is learned, how it is loaded. Besides those of this
 * package, implementations are found by {@link java.util.ServiceLoader}; a new one edits no other
 * class. Immutable and thread safe.
 */
public interface EvidenceKind {
  /** The name of this kind. */
  Evidence evidence();

  /** Kinds that must be computed where this one is, though they need not count. */
  default List<Evidence> requires() {
    return List.of();
  }

  /**
   * Kinds of which this one draws the map in finer detail: their maps are added to this one's, and
   * in the anomaly map they count through it.
   */
  default List<Evidence> refines() {
    return List.of();
  }

  /**
   * Whether a place of the map can speak for a defect only: what is below the usual then counts as
   * the usual.
   */
  default boolean onlyRaises() {
    return false;
  }

  /** Whether it needs the network that training makes. */
  default boolean needsNetwork(Features features) {
    return false;
  }

  /**
   * Whether a detection leaves it out where its weight is 0, since it is shown by {@code explain}
   * alone. Maps and routing are made of the others.
   */
  default boolean onlyIfCounted() {
    return false;
  }

  /** Whether it needs a backbone. */
  default boolean needsBackbone() {
    return false;
  }

  /**
   * Whether it compares features that are made in the frame of the detector's own image size, so
   * that the frame of a backbone is not enough.
   */
  default boolean needsOwnFrame() {
    return false;
  }

  /** Whether a network of this shape gives it, if it is the network that gives it. */
  default boolean isGivenBy(UNetConfig network) {
    return true;
  }

  /** The levels of the network's encoder whose features it reads. */
  default List<String> networkLevels(Features features, UNetConfig network) {
    return List.of();
  }

  /** Begins to learn the categories of a detector. */
  EvidenceLearner learner(EvidenceContext context);

  /**
   * A model as it was saved.
   *
   * @param category its number
   * @param tensors what {@link EvidenceModel#tensors()} gave
   * @throws IllegalArgumentException if they do not fit each other or the context
   */
  EvidenceModel load(EvidenceContext context, int category, Map<String, float[]> tensors);
}
