package io.github.anomaly4j.internal.score;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.config.Evidence;
import java.util.Map;

/**
 * A score and its parts.
 *
 * @param partial calibrated, by the evidence's key
 * @param contributions the parts whose sum is the deviation
 */
public record ScoreParts(
    double score,
    double threshold,
    double deviation,
    double thresholdDeviation,
    double severity,
    Map<String, Double> partial,
    Map<String, Double> contributions) {
  private static final String USUAL = "usual";

  public static ScoreParts of(Fusion fusion, Map<Evidence, Double> raw, double threshold) {
    ImmutableMap.Builder<String, Double> partial = ImmutableMap.builder();
    fusion.calibrated(raw).forEach((kind, own) -> partial.put(kind.key(), own));
    ImmutableMap.Builder<String, Double> contributions = ImmutableMap.builder();
    fusion.contributions(raw).forEach((kind, own) -> contributions.put(kind.key(), own));
    contributions.put(USUAL, -fusion.usual());
    return new ScoreParts(
        fusion.score(raw),
        threshold,
        fusion.normalScore(raw),
        fusion.normalScoreAt(threshold),
        fusion.severity(),
        partial.buildOrThrow(),
        contributions.buildOrThrow());
  }

  public boolean anomalous() {
    return score > threshold;
  }
}
