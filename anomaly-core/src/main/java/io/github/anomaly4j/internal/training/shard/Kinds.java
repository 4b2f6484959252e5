package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How each kind of a detector's evidence is learned of one category on a cluster: by a memory bank,
 * by a vector of each image, which goes to the driver, or not at all.
 *
 * @param plans of the memory banks
 * @param learners of all kinds
 */
record Kinds(SortedMap<Evidence, PatchPlan> plans, SortedMap<Evidence, CategoryLearner> learners) {

  /** Of a machine, which learns nothing. */
  static Kinds of(EvidenceContext context, int category) {
    return of(context, category, kind -> EvidenceKinds.of(kind).learner(context));
  }

  static Kinds of(
      EvidenceContext context, int category, Function<Evidence, EvidenceLearner> learner) {
    SortedMap<Evidence, PatchPlan> plans = new TreeMap<>();
    SortedMap<Evidence, CategoryLearner> learners = new TreeMap<>();
    for (Evidence kind : EvidenceKinds.computed(context.kinds())) {
      EvidenceKinds.of(kind).plan(context, category).ifPresent(plan -> plans.put(kind, plan));
      learners.put(kind, learner.apply(kind).category(category));
    }
    return new Kinds(plans, learners);
  }

  /** Whether a kind is learned from a vector of each image. */
  boolean byVectors(Evidence kind) {
    return !plans.containsKey(kind) && !learners.get(kind).features().isEmpty();
  }

  /** The vectors of an image, of all kinds that are learned from them. */
  Set<ImageFeature<?>> vectors() {
    Set<ImageFeature<?>> vectors = new LinkedHashSet<>();
    learners.forEach(
        (kind, learner) -> {
          if (byVectors(kind)) {
            vectors.addAll(learner.features());
            vectors.addAll(learner.poseFeatures());
          }
        });
    return vectors;
  }

  /** The vectors of an image. */
  List<float[]> vectors(ImageFeatures image) {
    return vectors().stream().map(feature -> vector(feature, image)).toList();
  }

  private static float[] vector(ImageFeature<?> feature, ImageFeatures image) {
    if (image.get(feature) instanceof float[] vector) {
      return vector;
    }
    throw new IllegalStateException(
        "on a cluster, evidence is learned from patches or from a vector of each image; %s is neither"
            .formatted(feature));
  }

  /** An image of which the vectors are known. */
  ImageFeatures known(List<float[]> values) {
    Map<ImageFeature<?>, float[]> known = new LinkedHashMap<>();
    vectors().forEach(feature -> known.put(feature, values.get(known.size())));
    return ImageFeatures.known(known);
  }
}
