package io.github.anomaly4j.internal.evidence;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Learns one kind of evidence for all categories of a detector, one category after the other. For
 * one thread at a time.
 */
public interface EvidenceLearner {
  /** Begins with the next category. */
  CategoryLearner category(int number);

  /** The model of each category, after all of them are learned. */
  List<EvidenceModel> models();

  /**
   * A learner for a kind that learns nothing from the normal images.
   *
   * @param model of each category, by its index
   */
  static EvidenceLearner fixed(IntFunction<EvidenceModel> model) {
    return new FixedLearner(model);
  }
}
