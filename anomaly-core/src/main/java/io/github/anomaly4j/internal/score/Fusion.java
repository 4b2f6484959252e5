package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One score from all evidence: the log-likelihood ratio of a damaged against a normal image, given
 * the weighted sum of the calibrated scores, compressed by the inverse hyperbolic sine, which is
 * linear about 0 and logarithmic far out.
 *
 * <p>Normal images' sums are taken to be normally distributed, and damage to add a half-normal
 * amount, so that damaged images' sums are skew-normal (Azzalini 1985). Where a category's damage
 * stands out far, an inconspicuous image is surely normal and scores low; where it hardly does,
 * nothing is sure, and scores stay about 0. So scores of all categories can be compared. Within a
 * category their order is that of the sums.
 *
 * @param weights what each kind counts for, at least 0
 * @param evidence calibration of the same kinds
 * @param normal calibration of the weighted sum on the category's normal images
 * @param severity the scale of what damage adds to the sum, in spreads of the normal images
 */
public record Fusion(
    Map<Evidence, Double> weights,
    Map<Evidence, Calibration> evidence,
    Calibration normal,
    double severity) {

  /** The inverse hyperbolic sine of more spreads than any image is from the usual one. */
  private static final double FARTHEST = 170;

  private static final int BISECTIONS = 64;

  public Fusion {
    checkArgument(!evidence.isEmpty(), "no evidence to fuse");
    checkArgument(
        weights.keySet().equals(evidence.keySet()),
        "weights of %s for evidence of %s",
        weights.keySet(),
        evidence.keySet());
    checkArgument(
        weights.values().stream().allMatch(weight -> weight >= 0 && weight <= Calibration.LARGEST),
        "weights must be from 0 to %s: %s",
        Calibration.LARGEST,
        weights);
    checkArgument(
        severity >= 1 / Calibration.LARGEST && severity <= Calibration.LARGEST,
        "severity must be from %s to %s: %s",
        1 / Calibration.LARGEST,
        Calibration.LARGEST,
        severity);
    weights = ImmutableSortedMap.copyOf(weights);
    evidence = ImmutableSortedMap.copyOf(evidence);
  }

  /** The calibrated score of each kind that a raw one is given for. */
  public Map<Evidence, Double> calibrated(Map<Evidence, Double> raw) {
    return calibrate(raw, evidence);
  }

  static Map<Evidence, Double> calibrate(
      Map<Evidence, Double> raw, Map<Evidence, Calibration> scales) {
    Map<Evidence, Double> scores = new TreeMap<>();
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
   * The image's score.
   *
   * @param raw of the kinds that count at least
   */
  public double score(Map<Evidence, Double> raw) {
    return scoreAt(normalScore(raw));
  }

  /** The image's place among the category's normal images: how many spreads above the usual. */
  public double normalScore(Map<Evidence, Double> raw) {
    return normal.apply(sum(calibrated(raw), weights));
  }

  /** The {@link #score} of an image with the given {@link #normalScore}. */
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
   * The highest {@link #normalScore} of images that score no more than that; for a score that no
   * image can have, one that is farther than any image's.
   */
  public double normalScoreAt(double score) {
    // On a scale that is logarithmic far out: scores are hardly raised there.
    double low = -FARTHEST;
    double high = FARTHEST;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (scoreAt(Math.sinh(middle)) <= score) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sinh(low);
  }

  /**
   * What makes the {@link #normalScore}: what each kind of evidence that counts adds to it, in
   * spreads of the category's normal images. They sum to it less the {@link #usual} sum.
   */
  public Map<Evidence, Double> contributions(Map<Evidence, Double> raw) {
    Map<Evidence, Double> contributions = new TreeMap<>();
    calibrated(raw)
        .forEach(
            (kind, own) -> {
              double weight = weights.get(kind);
              if (weight != 0) {
                contributions.put(kind, weight * own / normal.scale());
              }
            });
    return contributions;
  }

  /** What the contributions of the category's usual normal image sum to. */
  public double usual() {
    return normal.location() / normal.scale();
  }

  /**
   * The image's anomaly map: every place of the finest map that counts is fused, and what is
   * between them interpolated.
   *
   * @param grid of the map that is wanted
   */
  public EvidenceMap map(Map<Evidence, EvidenceMap> maps, Grid grid) {
    Map<Evidence, EvidenceMap> counted = counted(maps, weights);
    Grid fine = finest(counted);
    float[] fused = new float[fine.cells()];
    counted.forEach(
        (kind, map) -> {
          Calibration scale = evidence.get(kind);
          double weight = EvidenceKinds.weightInMap(kind, maps.keySet(), weights);
          float[] values = map.on(fine);
          for (int i = 0; i < fused.length; i++) {
            fused[i] += (float) contribution(kind, scale.apply(values[i]), weight);
          }
        });
    for (int i = 0; i < fused.length; i++) {
      fused[i] = (float) scoreAt(normal.apply(fused[i]));
    }
    return EvidenceMap.of(grid, EvidenceMap.of(fine, fused).on(grid));
  }

  /**
   * Whether any of the evidence that counts tells where; if none does, the map is the same
   * everywhere.
   */
  public boolean tellsPlaces(Map<Evidence, EvidenceMap> maps) {
    return !counted(maps, weights).isEmpty();
  }

  /** The highest place of an image's map, on the scale of {@link #normalScore}. */
  public double highest(MapPeaks peaks) {
    Set<Evidence> mapped = ImmutableSet.copyOf(peaks.kinds());
    return peaks.places().stream()
        .mapToDouble(
            place -> {
              float fused = 0;
              for (Map.Entry<Evidence, Float> value : peaks.values(place).entrySet()) {
                Evidence kind = value.getKey();
                fused +=
                    (float)
                        contribution(
                            kind,
                            evidence.get(kind).apply(value.getValue()),
                            EvidenceKinds.weightInMap(kind, mapped, weights));
              }
              return normal.apply(fused);
            })
        .max()
        .orElseThrow();
  }

  /** The maps that count for something. */
  static Map<Evidence, EvidenceMap> counted(
      Map<Evidence, EvidenceMap> maps, Map<Evidence, Double> weights) {
    return Maps.filterKeys(
        maps, kind -> EvidenceKinds.weightInMap(kind, maps.keySet(), weights) != 0);
  }

  /** The grid of the map that has the most places; of a single one if there is none. */
  static Grid finest(Map<Evidence, EvidenceMap> maps) {
    return maps.values().stream()
        .map(EvidenceMap::grid)
        .max(Comparator.comparingInt(Grid::cells))
        .orElse(Grid.even(1, 1));
  }

  private static double contribution(Evidence kind, double calibrated, double weight) {
    return weight * (EvidenceKinds.of(kind).onlyRaises() ? Math.max(0, calibrated) : calibrated);
  }
}
