package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkState;

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
    return of(fusion, raw, fusion.normalScore(raw), threshold);
  }

  /**
   * The score of an image whose parts are those of one of its tiles.
   *
   * @param deviation the normal score of the image; what it differs from that of the parts counts
   *     as usual
   */
  public static ScoreParts of(
      Fusion fusion, Map<Evidence, Double> raw, double deviation, double threshold) {
    ImmutableMap.Builder<String, Double> partial = ImmutableMap.builder();
    fusion.calibrated(raw).forEach((kind, own) -> partial.put(kind.key(), own));
    ImmutableMap.Builder<String, Double> contributions = ImmutableMap.builder();
    fusion.contributions(raw).forEach((kind, own) -> contributions.put(kind.key(), own));
    contributions.put(USUAL, deviation - fusion.normalScore(raw) - fusion.usual());
    return new ScoreParts(
        fusion.scoreAt(deviation),
        threshold,
        deviation,
        fusion.normalScoreAt(threshold),
        fusion.severity(),
        partial.buildOrThrow(),
        contributions.buildOrThrow());
  }

  /**
   * Requires that the score can be compared: NaN is above no threshold, so a defect would pass as
   * normal.
   *
   * @param image what messages call it
   * @throws IllegalStateException if a number is not finite
   */
  public void requireNumbers(String image, String category) {
    checkState(
        Double.isFinite(score) && partial.values().stream().allMatch(Double::isFinite),
        "%s: a score of %s, made of %s, for an image of %s: the detector's numbers cannot be"
            + " compared; train it again",
        image,
        score,
        partial,
        category);
  }

  public boolean anomalous() {
    return score > threshold;
  }
}
