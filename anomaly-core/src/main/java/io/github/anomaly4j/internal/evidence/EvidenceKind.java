package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchPlan;
import java.util.List;
import java.util.Optional;

/**
 * A kind of evidence: what it needs, how it is learned, how it is loaded. In addition to those of
 * this package, implementations are found by {@link java.util.ServiceLoader}, so that a new kind
 * needs no change of another class. Immutable and thread safe.
 */
public interface EvidenceKind {
  /** The name of this kind. */
  Evidence evidence();

  /** Kinds that must be computed if this one is; they need not count. */
  default List<Evidence> requires() {
    return List.of();
  }

  /**
   * Kinds whose maps this one refines: their maps are added to this one's map, which replaces them
   * in the anomaly map.
   */
  default List<Evidence> refines() {
    return List.of();
  }

  /**
   * Whether the map can only raise the anomaly map: values below the usual count as the usual
   * value.
   */
  default boolean onlyRaises() {
    return false;
  }

  /** Whether it needs the trained network. */
  default boolean needsNetwork(Features features) {
    return false;
  }

  /**
   * Whether a detection leaves it out if its weight is 0; only {@code explain} computes it then.
   */
  default boolean onlyIfCounted() {
    return false;
  }

  /** Whether it needs a backbone. */
  default boolean needsBackbone() {
    return false;
  }

  /**
   * Whether it uses features in the frame of the detector's own image size, so that the frame of a
   * backbone is not enough.
   */
  default boolean needsOwnFrame() {
    return false;
  }

  /**
   * Whether it describes tiles of an image, which show other parts of the product at the same
   * place.
   */
  default boolean readsTiles() {
    return true;
  }

  /** Whether a network of this shape supports it; true if it does not come from the network. */
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
   * How it makes a memory bank of a category; empty if it makes none. A kind that makes one takes
   * the bank in by {@link CategoryLearner#fit(MemoryBank)}.
   */
  default Optional<PatchPlan> plan(EvidenceContext context, int category) {
    return Optional.empty();
  }

  /**
   * Loads a saved model.
   *
   * @param category its index
   * @param tensors the result of {@link EvidenceModel#tensors()}
   * @throws IllegalArgumentException if they do not fit each other or the context
   */
  EvidenceModel load(EvidenceContext context, int category, Tensors tensors);
}
