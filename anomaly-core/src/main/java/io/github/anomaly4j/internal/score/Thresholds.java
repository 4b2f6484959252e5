package io.github.anomaly4j.internal.score;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * A threshold for each category at one false-positive rate. If a category has too few held-out
 * images for {@link QuantileThreshold}, its threshold rests on a weaker basis.
 *
 * @param values one per category, in the order of the scores
 * @param basis the weakest basis of any of them
 */
public record Thresholds(List<Double> values, Basis basis) {

  /** The basis of a threshold, best first. */
  public enum Basis {
    /** The category has enough held-out images of its own for the rate. */
    CATEGORY,
    /** Only all categories together have enough, on the common scale. */
    ALL_CATEGORIES,
    /**
     * There are too few in all: the rate is extrapolated as if scores were normally distributed.
     */
    EXTRAPOLATED
  }

  /**
   * Finds the thresholds.
   *
   * @param scores calibrated scores of each category's held-out normal images
   * @param falsePositiveRate in (0, 1)
   */
  public static Thresholds of(List<double[]> scores, double falsePositiveRate) {
    return of(
        scores, falsePositiveRate, scores.stream().map(none -> OptionalDouble.empty()).toList());
  }

  /**
   * Finds the thresholds.
   *
   * @param scores calibrated scores of each category's held-out normal images
   * @param falsePositiveRate in (0, 1)
   * @param modeled of each category the threshold by a model of its scores, if there is one: it
   *     counts, but not below the highest score, if the category has too few images
   */
  public static Thresholds of(
      List<double[]> scores, double falsePositiveRate, List<OptionalDouble> modeled) {
    double[] all = Calibrator.heldOut(scores);
    QuantileThreshold rule = new QuantileThreshold(falsePositiveRate);
    Predicate<double[]> enough = normals -> normals.length >= rule.normalsNeeded();
    Basis fallback = enough.test(all) ? Basis.ALL_CATEGORIES : Basis.EXTRAPOLATED;
    double common =
        enough.test(all) ? rule.threshold(all) : TailModel.of(all).threshold(falsePositiveRate);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      double[] category = scores.get(i);
      double few =
          modeled.get(i).isPresent()
              ? Math.max(modeled.get(i).getAsDouble(), Doubles.max(category))
              : common;
      values.add(enough.test(category) ? rule.threshold(category) : few);
    }
    return new Thresholds(values, scores.stream().allMatch(enough) ? Basis.CATEGORY : fallback);
  }
}
