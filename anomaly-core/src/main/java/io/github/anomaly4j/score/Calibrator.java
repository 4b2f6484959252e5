package io.github.anomaly4j.score;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Fits every category's {@link Fusion} to raw scores of held-out normal pictures, as they are and
 * with synthetic damage.
 *
 * <p>Each kind of evidence is put on one scale by the normal pictures alone. The fused score is
 * then the log-likelihood ratio of damaged against normal, both taken as normally distributed with
 * the normal pictures' spread: how far a category's defects stand out differs by category, and a
 * picture of one where they stand out clearly says more. Within a category the order of scores does
 * not depend on this.
 */
public final class Calibrator {
  /**
   * Damage that does not stand out, in spreads of the normal pictures, is taken to stand out so
   * far.
   */
  private static final double LEAST_DISTANCE = 0.5;

  private Calibrator() {}

  /**
   * One category's raw scores.
   *
   * @param normal of each held-out normal picture; at least one
   * @param damaged of held-out pictures with synthetic damage; at least one
   */
  public record HeldOut(List<Map<Evidence, Double>> normal, List<Map<Evidence, Double>> damaged) {}

  /**
   * Fits.
   *
   * @param categories all with the same kinds of evidence
   * @return the categories' fusions, in the same order
   */
  public static List<Fusion> fit(List<HeldOut> categories) {
    List<Map<Evidence, Calibration>> scales = new ArrayList<>();
    categories.forEach(category -> scales.add(new EnumMap<>(Evidence.class)));
    for (Evidence kind : categories.get(0).normal().get(0).keySet()) {
      List<Calibration> fitted =
          fitEach(
              categories.stream()
                  .map(category -> category.normal().stream().mapToDouble(raw -> raw.get(kind)))
                  .map(DoubleStream::toArray)
                  .toList());
      for (int i = 0; i < fitted.size(); i++) {
        scales.get(i).put(kind, fitted.get(i));
      }
    }
    List<double[]> normal = new ArrayList<>();
    List<double[]> damaged = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      normal.add(sums(categories.get(i).normal(), scales.get(i)));
      damaged.add(sums(categories.get(i).damaged(), scales.get(i)));
    }
    List<Calibration> normals = fitEach(normal);
    List<Fusion> fusions = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      fusions.add(
          new Fusion(
              scales.get(i), normals.get(i), likelihoodRatio(normals.get(i), damaged.get(i))));
    }
    return fusions;
  }

  private static double[] sums(
      List<Map<Evidence, Double>> pictures, Map<Evidence, Calibration> scales) {
    return pictures.stream()
        .mapToDouble(raw -> Fusion.sum(Fusion.calibrate(raw, scales)))
        .toArray();
  }

  /** One calibration per category, each drawn towards the spread that is usual among them. */
  private static List<Calibration> fitEach(List<double[]> scores) {
    double usual = Quantiles.median().compute(scores.stream().map(Calibration::spread).toList());
    return scores.stream().map(category -> Calibration.of(category, usual)).toList();
  }

  /** 0 halfway between normal and damaged, and steeper the further they are apart. */
  private static Calibration likelihoodRatio(Calibration normal, double[] damaged) {
    double distance = Math.max(LEAST_DISTANCE, normal.apply(Quantiles.median().compute(damaged)));
    return new Calibration(
        normal.location() + normal.scale() * distance / 2, normal.scale() / distance);
  }
}
