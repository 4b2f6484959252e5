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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Fits every category's {@link Fusion} to raw scores of normal images, as they are and with
 * synthetic damage, computed by models without these images (leave-one-out).
 *
 * <p>A kind of evidence has one scale for all categories, their usual spread. Each category has its
 * own usual score, its own spread of the weighted sum, and its own effect of damage on it. What
 * images score by their looks as a whole is taken off first ({@link ExpectedScore}).
 */
public final class Calibrator {
  /**
   * The weight of the usual spread when the spread of one category is estimated, as a number of
   * images.
   */
  private static final double PRIOR_IMAGES = 10;

  /** The minimum effect of damage on the sum, in spreads of the normal images. */
  private static final double MIN_SEVERITY = 1;

  /** Among more images, one does not change the scale. */
  static final int MANY = 200;

  private Calibrator() {}

  /**
   * One category's raw scores.
   *
   * @param normal of each normal image; at least one. The first one has all kinds of evidence, the
   *     others at least those that count
   * @param damaged of images with synthetic damage, at least of the kinds that count; at least one
   * @param described how the same images look as a whole; empty if that is not known
   * @param tiles the images of the tiles, if the scores are those of tiles; otherwise empty
   */
  public record HeldOut(
      List<Map<Evidence, Double>> normal,
      List<Map<Evidence, Double>> damaged,
      Optional<ExpectedScore.Described> described,
      Optional<TileBlocks> tiles) {

    /** Scores of whole images. */
    public HeldOut(List<Map<Evidence, Double>> normal, List<Map<Evidence, Double>> damaged) {
      this(normal, damaged, Optional.empty(), Optional.empty());
    }

    private ExpectedScore.Learned expected(double[] sums) {
      return described
          .map(own -> ExpectedScore.learn(own, sums))
          .orElseGet(() -> ExpectedScore.Learned.none(sums.length, damaged.size()));
    }
  }

  /**
   * One category's calibration.
   *
   * @param expected what images score by their looks alone; empty if that is not known
   * @param normal what each normal image is expected to score more than usual
   */
  public record Calibrated(Fusion fusion, Optional<ExpectedScore> expected, double[] normal) {
    /** The same with the scale of the coarse map. */
    public Calibrated withCoarse(Calibration scale) {
      return new Calibrated(fusion.withCoarse(scale), expected, normal);
    }

    /** The fusion for a normal image. */
    public Fusion fusion(int image) {
      return fusion.expecting(normal[image]);
    }
  }

  /** The weighted sums of a category's images, without what is expected of them. */
  private record Sums(double[] normal, double[] damaged, ExpectedScore.Learned expected) {
    static Sums of(
        HeldOut own, Map<Evidence, Calibration> evidence, Map<Evidence, Double> weights) {
      double[] scores = sums(own.normal(), evidence, weights);
      double[] damaged = sums(own.damaged(), evidence, weights);
      ExpectedScore.Learned expected = own.expected(scores);
      subtract(scores, expected.normal());
      subtract(damaged, expected.damaged());
      return new Sums(
          own.tiles().map(tiles -> tiles.highest(scores)).orElse(scores),
          own.tiles().map(tiles -> tiles.withDamage(scores, damaged)).orElse(damaged),
          expected);
    }

    private static void subtract(double[] sums, double[] expected) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] -= expected[i];
      }
    }

    Calibrated calibrated(
        Map<Evidence, Double> weights, Map<Evidence, Calibration> evidence, Calibration scale) {
      return new Calibrated(
          Fusion.of(weights, evidence, scale, severity(damaged, scale)),
          expected.score(),
          expected.normal());
    }
  }

  /**
   * Fits.
   *
   * @param categories the scores of each category; all with the same kinds of evidence
   * @param weights at least of these kinds
   * @return the categories' calibrations, in the same order
   */
  public static List<Calibrated> fit(List<HeldOut> categories, Map<Evidence, Double> weights) {
    List<Map<Evidence, Calibration>> evidence = evidence(categories);
    List<Sums> sums = new ArrayList<>();
    for (HeldOut own : categories) {
      sums.add(Sums.of(own, evidence.get(sums.size()), weights));
    }
    List<Calibration> scales = scales(sums.stream().map(Sums::normal).toList());
    List<Calibrated> calibrated = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      Map<Evidence, Calibration> own = evidence.get(i);
      calibrated.add(
          sums.get(i).calibrated(Maps.filterKeys(weights, own::containsKey), own, scales.get(i)));
    }
    return calibrated;
  }

  /**
   * Fits one more category on the scale of others, which stay as they are.
   *
   * @param own its scores
   * @param others at least one
   */
  public static Calibrated fit(HeldOut own, List<Fusion> others) {
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
    Sums sums = Sums.of(own, evidence, any.weights());
    double usual =
        Quantiles.median().compute(others.stream().map(other -> other.normal().scale()).toList());
    return sums.calibrated(
        any.weights(), evidence, Calibration.of(sums.normal(), drawn(sums.normal(), usual)));
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

  /**
   * The scores of all categories, each as by a scale that was found without it: a score among those
   * that its scale was found from is nearer to the middle than that of a new image, and the fewer
   * they are, the nearer. The scores of a single category need no common scale and stay.
   *
   * @param scores of each category's normal images, on a common scale
   */
  static double[] heldOut(List<double[]> scores) {
    if (scores.size() == 1) {
      return scores.get(0).clone();
    }
    double[][] known = scores.stream().filter(own -> own.length > 0).toArray(double[][]::new);
    double usual = known.length == 0 ? 0 : usualSpread(List.of(known));
    return Arrays.stream(known).flatMapToDouble(own -> heldOut(own, usual)).toArray();
  }

  private static DoubleStream heldOut(double[] own, double usual) {
    if (own.length == 1 || own.length > MANY) {
      return Arrays.stream(own);
    }
    Calibration all = Calibration.of(own, drawn(own, usual));
    // Sorted once: sorting the others of each image takes most of the time.
    double[] sorted = Arrays.stream(own).sorted().toArray();
    return IntStream.range(0, own.length)
        .mapToDouble(
            image -> {
              double[] others = without(own, image);
              double median =
                  Calibration.middle(without(sorted, Arrays.binarySearch(sorted, own[image])));
              double scale = drawn(others.length, Calibration.spread(others, median), usual);
              return all.raw(Calibration.around(median, scale).apply(own[image]));
            });
  }

  static double[] without(double[] values, int image) {
    double[] others = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, image + 1, others, image, others.length - image);
    return others;
  }

  static double usualSpread(List<double[]> scores) {
    return Quantiles.median().compute(scores.stream().map(Calibration::spread).toList());
  }

  /**
   * The spread of a few images is uncertain, so it is drawn towards the usual one; the fewer
   * images, the more.
   */
  static double drawn(double[] scores, double usual) {
    return drawn(scores.length, Calibration.spread(scores), usual);
  }

  private static double drawn(int images, double own, double usual) {
    return Math.sqrt((images * own * own + PRIOR_IMAGES * usual * usual) / (images + PRIOR_IMAGES));
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
