package io.github.anomaly4j.internal.score;

import com.google.common.collect.Maps;
import com.google.common.math.Quantiles;
import io.github.anomaly4j.config.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fits every category's {@link Fusion} to raw scores of normal images, as they are and with
 * synthetic damage, computed by models without these images (leave-one-out).
 *
 * <p>A kind of evidence has one scale for all categories, their usual spread. Each category has its
 * own usual score, its own spread of the weighted sum, and its own effect of damage on it.
 */
public final class Calibrator {
  /**
   * The weight of the usual spread when the spread of one category is estimated, as a number of
   * images.
   */
  private static final double PRIOR_IMAGES = 10;

  /** The minimum effect of damage on the sum, in spreads of the normal images. */
  private static final double MIN_SEVERITY = 1;

  private Calibrator() {}

  /**
   * One category's raw scores.
   *
   * @param normal of each normal image; at least one. The first one has all kinds of evidence, the
   *     others at least those that count
   * @param damaged of images with synthetic damage, at least of the kinds that count; at least one
   * @param tiles the images of the tiles, if the scores are those of tiles; otherwise empty
   */
  public record HeldOut(
      List<Map<Evidence, Double>> normal,
      List<Map<Evidence, Double>> damaged,
      Optional<TileBlocks> tiles) {

    /** Scores of whole images. */
    public HeldOut(List<Map<Evidence, Double>> normal, List<Map<Evidence, Double>> damaged) {
      this(normal, damaged, Optional.empty());
    }
  }

  /**
   * Fits.
   *
   * @param categories the scores of each category; all with the same kinds of evidence
   * @param weights at least of these kinds
   * @return the categories' fusions, in the same order
   */
  public static List<Fusion> fit(List<HeldOut> categories, Map<Evidence, Double> weights) {
    List<Map<Evidence, Calibration>> evidence = evidence(categories);
    List<double[]> normal = new ArrayList<>();
    List<double[]> withDamage = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      HeldOut own = categories.get(i);
      double[] scores = sums(own.normal(), evidence.get(i), weights);
      double[] damaged = sums(own.damaged(), evidence.get(i), weights);
      normal.add(own.tiles().map(tiles -> tiles.highest(scores)).orElse(scores));
      withDamage.add(own.tiles().map(tiles -> tiles.withDamage(scores, damaged)).orElse(damaged));
    }
    List<Calibration> sums = scales(normal);
    List<Fusion> fusions = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      Calibration sum = sums.get(i);
      double[] damaged = withDamage.get(i);
      fusions.add(
          new Fusion(
              Maps.filterKeys(weights, evidence.get(i)::containsKey),
              evidence.get(i),
              sum,
              severity(damaged, sum)));
    }
    return fusions;
  }

  /**
   * Fits one more category on the scale of others, which stay as they are.
   *
   * @param own its scores
   * @param others at least one
   */
  public static Fusion fit(HeldOut own, List<Fusion> others) {
    Fusion any = others.get(0);
    Map<Evidence, Calibration> evidence = new TreeMap<>();
    any.evidence()
        .forEach(
            (kind, scale) ->
                evidence.put(
                    kind,
                    Calibration.of(
                        own.normal().stream()
                            .filter(raw -> raw.containsKey(kind))
                            .mapToDouble(raw -> raw.get(kind))
                            .toArray(),
                        scale.scale())));
    double[] sums = sums(own.normal(), evidence, any.weights());
    double usual =
        Quantiles.median().compute(others.stream().map(other -> other.normal().scale()).toList());
    Calibration normal = Calibration.of(sums, drawn(sums, usual));
    return new Fusion(
        any.weights(),
        evidence,
        normal,
        severity(sums(own.damaged(), evidence, any.weights()), normal));
  }

  private static List<Map<Evidence, Calibration>> evidence(List<HeldOut> categories) {
    List<Map<Evidence, Calibration>> evidence = new ArrayList<>();
    categories.forEach(category -> evidence.add(new TreeMap<>()));
    for (Evidence kind : categories.get(0).normal().get(0).keySet()) {
      List<double[]> scores =
          categories.stream()
              .map(
                  category ->
                      category.normal().stream()
                          .filter(raw -> raw.containsKey(kind))
                          .mapToDouble(raw -> raw.get(kind))
                          .toArray())
              .toList();
      double usual = usualSpread(scores);
      for (int i = 0; i < scores.size(); i++) {
        evidence.get(i).put(kind, Calibration.of(scores.get(i), usual));
      }
    }
    return evidence;
  }

  private static double[] sums(
      List<Map<Evidence, Double>> images,
      Map<Evidence, Calibration> evidence,
      Map<Evidence, Double> weights) {
    return images.stream()
        .mapToDouble(raw -> Fusion.sum(Fusion.calibrate(raw, evidence), weights))
        .toArray();
  }

  /**
   * A scale for each category's scores: its own spread, drawn towards the usual one if the category
   * has few images.
   *
   * @param scores of each category's normal images; at least one of each
   */
  public static List<Calibration> scales(List<double[]> scores) {
    double usual = usualSpread(scores);
    return scores.stream().map(own -> Calibration.of(own, drawn(own, usual))).toList();
  }

  private static double usualSpread(List<double[]> scores) {
    return Quantiles.median().compute(scores.stream().map(Calibration::spread).toList());
  }

  /**
   * The spread of a few images is uncertain, so it is drawn towards the usual one; the fewer
   * images, the more.
   */
  private static double drawn(double[] scores, double usual) {
    double own = Calibration.spread(scores);
    return Math.sqrt(
        (scores.length * own * own + PRIOR_IMAGES * usual * usual)
            / (scores.length + PRIOR_IMAGES));
  }

  /**
   * The root of the mean square of what damage adds, without the part that the spread of normal
   * images explains.
   */
  private static double severity(double[] damaged, Calibration normal) {
    double square =
        Arrays.stream(damaged)
            .map(sum -> Math.max(0, normal.apply(sum)))
            .map(raised -> raised * raised)
            .average()
            .orElseThrow();
    return Math.sqrt(Math.max(MIN_SEVERITY * MIN_SEVERITY, square - 0.5));
  }
}
