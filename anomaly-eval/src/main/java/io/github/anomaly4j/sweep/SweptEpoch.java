package io.github.anomaly4j.sweep;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.diagnosis.ClusterPurity;
import io.github.anomaly4j.progress.EpochReport;
import java.util.Map;
import java.util.Optional;

/**
 * What the network of one epoch does with the images.
 *
 * @param report what training reported of the epoch: losses, graded AUROC, behavior
 * @param evidence the figures of each kind of evidence, in the order of the kinds
 * @param purity whether the bottleneck's features, averaged over an image, separate the categories
 *     of normal training images, or of the scored ones if the network looked at none; empty if
 *     there is one category alone
 */
public record SweptEpoch(
    EpochReport report, Map<Evidence, EvidenceMetrics> evidence, Optional<ClusterPurity> purity) {

  /** Keeps a copy of the map. */
  public SweptEpoch {
    requireNonNull(report, "report");
    evidence = ImmutableSortedMap.copyOf(evidence);
    requireNonNull(purity, "purity");
  }
}
