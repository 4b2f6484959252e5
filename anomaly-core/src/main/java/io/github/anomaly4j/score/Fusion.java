package io.github.anomaly4j.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * One score from all evidence: the log-likelihood ratio of a damaged against a normal picture,
 * given the weighted sum of the calibrated scores, compressed by the inverse hyperbolic sine, which
 * is linear about 0 and logarithmic far out.
 *
 * <p>Normal pictures' sums are taken to be normally distributed, and damage to add a half-normal
 * amount, so that damaged pictures' sums are skew-normal (Azzalini 1985). Where a category's damage
 * stands out far, an inconspicuous picture is surely normal and scores low; where it hardly does,
 * nothing is sure, and scores stay about 0. So scores of all categories can be compared. Within a
 * category their order is that of the sums.
 *
 * @param weights what each kind counts for, at least 0
 * @param evidence calibration of the same kinds
 * @param normal calibration of the weighted sum on the category's normal pictures
 * @param severity the scale of what damage adds to the sum, in spreads of the normal pictures
 */
public record Fusion(
    Map<Evidence, Double> weights,
    Map<Evidence, Calibration> evidence,
    Calibration normal,
    double severity) {

  public Fusion {
    checkArgument(!evidence.isEmpty(), "no evidence to fuse");
    checkArgument(
        weights.keySet().equals(evidence.keySet()),
        "weights of %s for evidence of %s",
        weights.keySet(),
        evidence.keySet());
    checkArgument(
        weights.values().stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight)),
        "weights must be at least 0 and finite: %s",
        weights);
    checkArgument(
        severity > 0 && Double.isFinite(severity), "severity must be positive: %s", severity);
    weights = Maps.immutableEnumMap(weights);
    evidence = Maps.immutableEnumMap(evidence);
  }

  /** The calibrated score of each kind that a raw one is given for. */
  public Map<Evidence, Double> calibrated(Map<Evidence, Double> raw) {
    return calibrate(raw, evidence);
  }

  static Map<Evidence, Double> calibrate(
      Map<Evidence, Double> raw, Map<Evidence, Calibration> scales) {
    Map<Evidence, Double> scores = new EnumMap<>(Evidence.class);
    raw.forEach((kind, score) -> scores.put(kind, scales.get(kind).apply(score)));
    return scores;
  }

  /** The weighted sum of calibrated scores. */
  static double sum(Map<Evidence, Double> calibrated, Map<Evidence, Double> weights) {
    double sum = 0;
    for (Map.Entry<Evidence, Double> score : calibrated.entrySet()) {
      double weight = weights.get(score.getKey());
      // 0 times infinity is no number.
      sum += weight == 0 ? 0 : weight * score.getValue();
    }
    return sum;
  }

  /**
   * The picture's score.
   *
   * @param raw of the kinds that count at least
   */
  public double score(Map<Evidence, Double> raw) {
    return scoreAt(normalScore(raw));
  }

  /** The picture's place among the category's normal pictures: how many spreads above the usual. */
  public double normalScore(Map<Evidence, Double> raw) {
    return normal.apply(sum(calibrated(raw), weights));
  }

  /** The {@link #score} of a picture with the given {@link #normalScore}. */
  public double scoreAt(double normalScore) {
    double spread = Math.sqrt(1 + severity * severity);
    double z = normalScore * severity / spread;
    double ratio =
        z < 0
            ? NormalTail.logScaledErfc(-z / Math.sqrt(2))
            : z * z / 2
                + Math.log(2 - Math.exp(NormalTail.logScaledErfc(z / Math.sqrt(2)) - z * z / 2));
    return compress(ratio - Math.log(spread));
  }

  private static double compress(double ratio) {
    return Math.signum(ratio) * Math.log(Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  }

  /**
   * The picture's anomaly map: every place of the finest map that counts is fused, and what is
   * between them interpolated.
   */
  public ScoreMap map(Map<Evidence, ScoreMap> maps, int rows, int columns, boolean[] scored) {
    Map<Evidence, ScoreMap> counted =
        Maps.filterKeys(maps, kind -> weightInMap(kind, maps.keySet()) != 0);
    int fineRows = counted.values().stream().mapToInt(ScoreMap::rows).max().orElse(1);
    int fineColumns = counted.values().stream().mapToInt(ScoreMap::columns).max().orElse(1);
    float[] fused = new float[fineRows * fineColumns];
    counted.forEach(
        (kind, map) -> {
          Calibration scale = evidence.get(kind);
          double weight = weightInMap(kind, maps.keySet());
          float[] values = map.resized(fineRows, fineColumns);
          for (int i = 0; i < fused.length; i++) {
            fused[i] += (float) kind.contribution(scale.apply(values[i]), weight);
          }
        });
    for (int i = 0; i < fused.length; i++) {
      fused[i] = (float) scoreAt(normal.apply(fused[i]));
    }
    ScoreMap fine = new ScoreMap(fineRows, fineColumns, fused, new boolean[fused.length]);
    return new ScoreMap(rows, columns, fine.resized(rows, columns), scored);
  }

  /** Details hold the distances of coarser patches already, and count for them too. */
  private double weightInMap(Evidence kind, Set<Evidence> mapped) {
    if (!mapped.contains(Evidence.DETAIL)) {
      return weights.get(kind);
    }
    return switch (kind) {
      case LIBRARY, BACKBONE -> 0;
      case DETAIL ->
          weights.get(kind)
              + weights.getOrDefault(Evidence.LIBRARY, 0.0)
              + weights.getOrDefault(Evidence.BACKBONE, 0.0);
      default -> weights.get(kind);
    };
  }
}
