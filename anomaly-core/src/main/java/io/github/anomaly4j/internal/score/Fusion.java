package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One score from all evidence: the log-likelihood ratio of a damaged against a normal image, given
 * the weighted sum of the calibrated scores, compressed by the inverse hyperbolic sine, which is
 * linear about 0 and logarithmic far out.
 *
 * <p>The model: sums of normal images are normally distributed, and damage adds a half-normal
 * amount, so that sums of damaged images are skew-normal (Azzalini 1985). If damage raises the sums
 * of a category strongly, an image with a usual sum is certainly normal and scores low; if damage
 * hardly raises them, nothing is certain, and scores stay near 0. So the scores of all categories
 * can be compared. Within a category, scores have the order of the sums, from which what an image's
 * looks as a whole explain is taken off ({@link #expecting}).
 *
 * @param weights the weight of each kind, at least 0
 * @param evidence calibration of the same kinds
 * @param normal calibration of the weighted sum on the category's normal images
 * @param severity the scale of the amount that damage adds to the sum, in spreads of the normal
 *     images
 * @param coarse brings {@link #normalScore}s of the coarse map to the scale of the map, on which
 *     the highest places of normal images have the same middle and spread; null if there is no
 *     coarse map, and in files of before there were any
 */
public record Fusion(
    Map<Evidence, Double> weights,
    Map<Evidence, Calibration> evidence,
    Calibration normal,
    double severity,
    @Nullable Calibration coarse) {

  /** The inverse hyperbolic sine of a number of spreads that is farther than any image. */
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

  /** A fusion without a coarse map. */
  public static Fusion of(
      Map<Evidence, Double> weights,
      Map<Evidence, Calibration> evidence,
      Calibration normal,
      double severity) {
    return new Fusion(weights, evidence, normal, severity, null);
  }

  /** The same with the scale of the coarse map. */
  public Fusion withCoarse(Calibration scale) {
    return new Fusion(weights, evidence, normal, severity, scale);
  }

  /**
   * The fusion for images that look as a whole so that, if they are normal, their weighted sum is
   * that much higher than usual.
   */
  public Fusion expecting(double more) {
    return new Fusion(
        weights,
        evidence,
        new Calibration(normal.location() + more, normal.scale()),
        severity,
        coarse);
  }

  /** The calibrated score of each kind that has a raw one. */
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
      // 0 times infinity would be NaN.
      sum += weight == 0 ? 0 : weight * score.getValue();
    }
    return sum;
  }

  /**
   * The image's score.
   *
   * @param raw at least of the kinds that count
   */
  public double score(Map<Evidence, Double> raw) {
    return scoreAt(normalScore(raw));
  }

  /** How many spreads the image is above the category's usual normal image. */
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
   * The highest {@link #normalScore} of images that score at most that much; for a score that no
   * image can have, a value farther than that of any image.
   */
  public double normalScoreAt(double score) {
    // The search uses a logarithmic scale far out, since scores rise slowly there.
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
   * The parts of the {@link #normalScore}: what each kind of evidence that counts adds, in spreads
   * of the category's normal images. Their sum minus {@link #usual} is the normal score.
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

  /** The sum of the contributions of the category's usual normal image. */
  public double usual() {
    return normal.location() / normal.scale();
  }

  /**
   * The image's anomaly map: the maps are fused at every position of the finest map that counts,
   * and the result is interpolated.
   *
   * @param grid of the resulting map
   */
  public EvidenceMap map(Map<Evidence, EvidenceMap> maps, Grid grid) {
    return map(maps, grid, DoubleUnaryOperator.identity());
  }

  /**
   * The image's map without the kinds of evidence that refine others, on the same scale, and at the
   * positions of the finest of the others.
   *
   * @param maps of all kinds
   * @return empty if there is no coarse map
   */
  public Optional<EvidenceMap> coarseMap(Map<Evidence, EvidenceMap> maps) {
    Map<Evidence, EvidenceMap> others = Reading.coarse(maps);
    return Optional.ofNullable(coarse)
        .map(scale -> map(others, finest(counted(others, weights)), scale::apply));
  }

  private EvidenceMap map(Map<Evidence, EvidenceMap> maps, Grid grid, DoubleUnaryOperator scale) {
    Map<Evidence, EvidenceMap> counted = counted(maps, weights);
    Grid fine = finest(counted);
    float[] fused = new float[fine.cells()];
    counted.forEach(
        (kind, map) -> {
          Calibration own = evidence.get(kind);
          double weight = EvidenceKinds.weightInMap(kind, maps.keySet(), weights);
          boolean onlyRaises = EvidenceKinds.of(kind).onlyRaises();
          float[] values = map.on(fine);
          for (int i = 0; i < fused.length; i++) {
            fused[i] += (float) contribution(onlyRaises, own.apply(values[i]), weight);
          }
        });
    for (int i = 0; i < fused.length; i++) {
      fused[i] = (float) scoreAt(scale.applyAsDouble(normal.apply(fused[i])));
    }
    return EvidenceMap.of(grid, EvidenceMap.of(fine, fused).on(grid));
  }

  /**
   * Whether any kind of evidence that counts has a map; if none has, the anomaly map is constant.
   */
  public boolean tellsPlaces(Map<Evidence, EvidenceMap> maps) {
    return !counted(maps, weights).isEmpty();
  }

  /** The maximum of an image's anomaly map, on the scale of {@link #normalScore}. */
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
                            EvidenceKinds.of(kind).onlyRaises(),
                            evidence.get(kind).apply(value.getValue()),
                            EvidenceKinds.weightInMap(kind, mapped, weights));
              }
              return normal.apply(fused);
            })
        .max()
        .orElseThrow();
  }

  /** The maps that have a weight. */
  static Map<Evidence, EvidenceMap> counted(
      Map<Evidence, EvidenceMap> maps, Map<Evidence, Double> weights) {
    return Maps.filterKeys(
        maps, kind -> EvidenceKinds.weightInMap(kind, maps.keySet(), weights) != 0);
  }

  /**
   * The grid of the map that has the most positions; a grid of a single position if there is no
   * map.
   */
  static Grid finest(Map<Evidence, EvidenceMap> maps) {
    return maps.values().stream()
        .map(EvidenceMap::grid)
        .max(Comparator.comparingInt(Grid::cells))
        .orElse(Grid.even(1, 1));
  }

  private static double contribution(boolean onlyRaises, double calibrated, double weight) {
    return weight * (onlyRaises ? Math.max(0, calibrated) : calibrated);
  }
}
