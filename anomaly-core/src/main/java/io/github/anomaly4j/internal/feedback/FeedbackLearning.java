package io.github.anomaly4j.internal.feedback;

import static java.util.Objects.requireNonNull;

import com.google.common.math.Stats;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.feedback.Feedback.Content;
import io.github.anomaly4j.internal.linalg.FoldedSums;
import io.github.anomaly4j.internal.linalg.Standardization;
import io.github.anomaly4j.internal.score.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealVector;

/**
 * Learns {@link Feedback}. What normal images explain of their deviation is found by ridge
 * regression (Hoerl and Kennard 1970), and what defects have in common by the regularized linear
 * discriminant (Friedman 1989). How strongly both count is what helps the labeled defects most,
 * each judged without itself, at the stated rate of false alarms among the normal images, each
 * judged without its fold. If neither helps clearly, neither counts. The scores that become
 * threshold and p-values come from choices that the image's fold had no part in.
 *
 * @param normal the moments of each normal image
 * @param deviations of the normal images, each computed by models without the image
 * @param defects the moments of each labeled defect
 * @param found the deviations of the labeled defects
 * @param threshold gives the threshold of some deviations of normal images
 */
public record FeedbackLearning(
    List<float[]> normal,
    List<Double> deviations,
    List<float[]> defects,
    List<Double> found,
    ToDoubleFunction<double[]> threshold) {
  /** In the variance of a moment; without a number, normal images explain nothing. */
  private static final double[] RIDGES = {Double.POSITIVE_INFINITY, 100, 30, 10, 3};

  private static final double[] WEIGHTS = {0, 0.5, 1};

  /** Of the discriminant, in the variance of a moment. */
  private static final double SHRINKAGE = 1;

  /**
   * What was learned.
   *
   * @param normal the corrected deviations of the normal images, each by what was chosen and fitted
   *     without its fold
   */
  public record Learned(Feedback feedback, double[] normal) {}

  /**
   * A possible outcome.
   *
   * @param mean of the normal images that it was learned from
   */
  private record Model(Content content, RealVector usual, RealVector toward, RealVector mean) {
    boolean corrects() {
      return content.weight() > 0 || usual.getLInfNorm() > 0;
    }

    double correction(RealVector image) {
      RealVector own = image.subtract(mean);
      return Feedback.limited(usual.dotProduct(own))
          + content.weight() * Feedback.raised(toward.dotProduct(own), content);
    }
  }

  /**
   * Learns.
   *
   * @param evidence whose memory bank gives the moments
   * @param kinds of the defects
   */
  public Learned learn(Evidence evidence, List<String> kinds) {
    Standardization moments = Standardization.of(normal);
    List<RealVector> images = normal.stream().map(moments::apply).toList();
    List<RealVector> known = defects.stream().map(moments::apply).toList();
    FoldedSums sums = new FoldedSums(images, Doubles.toArray(deviations));
    Model model = best(sums, known, evidence, kinds);
    double[] corrected = Doubles.toArray(deviations);
    if (model.corrects()) {
      // The best of many outcomes flatters the images that it was chosen by.
      double[] others = sums.nested(rest -> best(rest, known, evidence, kinds)::correction);
      for (int i = 0; i < corrected.length; i++) {
        corrected[i] += others[i];
      }
    }
    return new Learned(
        new Feedback(
            model.content(), moments, floats(model.usual()), floats(model.toward()), units(known)),
        corrected);
  }

  /** What finds most of the defects. */
  private Model best(
      FoldedSums sums, List<RealVector> known, Evidence evidence, List<String> kinds) {
    RealVector center = sums.all().mean();
    List<RealVector> differences = known.stream().map(own -> own.subtract(center)).toList();
    DecompositionSolver discriminant = sums.all().solver(SHRINKAGE);
    double[] common =
        sums.heldOut(
            own -> {
              // The mean too must be without the image, which lies on the far side of it otherwise.
              RealVector toward = own.solver(SHRINKAGE).solve(mean(known).subtract(own.mean()));
              return image -> toward.dotProduct(image.subtract(own.mean()));
            });
    double location = median(common);
    double spread = Math.max(1e-9, Calibration.spread(common));
    double[] commonOfDefects = new double[known.size()];
    for (int i = 0; i < commonOfDefects.length; i++) {
      List<RealVector> others = new ArrayList<>(differences);
      others.remove(i);
      commonOfDefects[i] = discriminant.solve(mean(others)).dotProduct(differences.get(i));
    }
    double[] values = sums.values();
    Model best = null;
    double[] unchanged = new double[known.size()];
    double clearest = 0;
    for (double ridge : RIDGES) {
      double[] explained =
          sums.heldOut(
              own -> {
                RealVector weights = own.regression(ridge);
                return image -> weights.dotProduct(image.subtract(own.mean()));
              });
      RealVector usual = sums.all().regression(ridge);
      for (double weight : WEIGHTS) {
        Content content = new Content(evidence, location, spread, weight, kinds);
        double[] corrected = new double[values.length];
        for (int i = 0; i < corrected.length; i++) {
          corrected[i] =
              values[i]
                  + Feedback.limited(explained[i])
                  + weight * Feedback.raised(common[i], content);
        }
        double[] judged = new double[known.size()];
        for (int i = 0; i < judged.length; i++) {
          judged[i] =
              found.get(i)
                  + Feedback.limited(usual.dotProduct(differences.get(i)))
                  + weight * Feedback.raised(commonOfDefects[i], content);
        }
        double[] merits = merits(judged, corrected);
        double gain = best == null ? 0 : clearGain(merits, unchanged);
        if (best == null) {
          unchanged = merits;
        }
        if (best == null || gain > clearest) {
          clearest = gain;
          best = new Model(content, usual, discriminant.solve(mean(differences)), center);
        }
      }
    }
    return requireNonNull(best);
  }

  /** Of each defect, whether it is above the threshold and, as a part of one, how far. */
  private double[] merits(double[] judged, double[] corrected) {
    double limit = threshold.applyAsDouble(corrected);
    double spread = Math.max(1e-9, Calibration.spread(corrected));
    return Arrays.stream(judged)
        .map(own -> (own - limit) / spread)
        .map(margin -> (margin > 0 ? 1 : 0) + Math.tanh(margin / 2))
        .toArray();
  }

  /**
   * How much the merits rise in the mean, less a standard error: what helps a few labeled defects
   * by chance harms others.
   */
  private static double clearGain(double[] merits, double[] before) {
    double[] gains = new double[merits.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = merits[i] - before[i];
    }
    Stats stats = Stats.of(gains);
    return stats.mean() - stats.sampleStandardDeviation() / Math.sqrt(gains.length);
  }

  private static RealVector mean(List<RealVector> vectors) {
    RealVector sum = new ArrayRealVector(vectors.get(0).getDimension());
    for (RealVector vector : vectors) {
      sum = sum.add(vector);
    }
    return sum.mapDivide(vectors.size());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static float[] floats(RealVector vector) {
    float[] values = new float[vector.getDimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) vector.getEntry(i);
    }
    return values;
  }

  private static float[] units(List<RealVector> vectors) {
    return Floats.concat(
        vectors.stream()
            .map(
                vector -> {
                  float[] unit = floats(vector);
                  Feedback.unit(unit);
                  return unit;
                })
            .toArray(float[][]::new));
  }
}
