package io.github.anomaly4j.internal.linalg;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Linear models of some samples: fitted to all of them and, to judge each sample by models without
 * it, to all but one of five folds (cross-validation; Stone 1974).
 */
public final class FoldedSums {
  private static final int FOLDS = 5;

  private final List<RealVector> samples;
  private final double[] values;

  /** The fold of each sample. */
  private final int[] folds;

  /** The sums of each fold; of folds that are left out, nothing. */
  private final List<Raw> parts;

  private final Sums all;
  private final List<Sums> without;

  /**
   * The sums that linear models of some samples are made of.
   *
   * @param products the mean products of a sample's numbers with each other
   * @param explained the mean products with what their value differs from the mean value
   * @param mean of the samples: 0 of all that were standardized together, but not of some of them
   */
  public record Sums(RealMatrix products, RealVector explained, RealVector mean) {
    /** Solves equations of the products with a ridge on their diagonal. */
    public DecompositionSolver solver(double ridge) {
      RealMatrix sum = products.copy();
      for (int i = 0; i < sum.getRowDimension(); i++) {
        sum.addToEntry(i, i, ridge);
      }
      return new CholeskyDecomposition(sum, 1e-9, 1e-12).getSolver();
    }

    /** The weights of a ridge regression (Hoerl and Kennard 1970); 0 if the ridge is infinite. */
    public RealVector regression(double ridge) {
      return Double.isInfinite(ridge)
          ? new ArrayRealVector(explained.getDimension())
          : solver(ridge).solve(explained);
    }
  }

  /**
   * Adds up.
   *
   * @param samples standardized
   * @param values one of each sample
   */
  public FoldedSums(List<RealVector> samples, double[] values) {
    this(
        samples,
        values,
        IntStream.range(0, samples.size()).map(i -> i % FOLDS).toArray(),
        parts(samples, values));
  }

  private FoldedSums(List<RealVector> samples, double[] values, int[] folds, List<Raw> parts) {
    this.samples = samples;
    this.values = values;
    this.folds = folds;
    this.parts = parts;
    Raw none = new Raw(samples.get(0).getDimension());
    Raw sum = new Raw(samples.get(0).getDimension());
    parts.forEach(sum::add);
    this.all = sum.without(none);
    this.without = parts.stream().map(sum::without).toList();
  }

  private static List<Raw> parts(List<RealVector> samples, double[] values) {
    checkArgument(
        samples.size() > FOLDS && samples.size() == values.length,
        "%s values of %s samples",
        values.length,
        samples.size());
    List<Raw> parts = new ArrayList<>();
    for (int i = 0; i < FOLDS; i++) {
      parts.add(new Raw(samples.get(0).getDimension()));
    }
    for (int i = 0; i < values.length; i++) {
      parts.get(i % FOLDS).add(samples.get(i).toArray(), values[i]);
    }
    return parts;
  }

  /** Of all samples. */
  public Sums all() {
    return all;
  }

  /** The value of each sample. */
  public double[] values() {
    return values.clone();
  }

  /** Each sample times the weights by the sums without its fold. */
  public double[] products(Function<Sums, RealVector> weights) {
    return heldOut(
        sums -> {
          RealVector own = weights.apply(sums);
          return own::dotProduct;
        });
  }

  /** What a model by the sums without its fold says of each sample. */
  public double[] heldOut(Function<Sums, ToDoubleFunction<RealVector>> model) {
    Map<Integer, ToDoubleFunction<RealVector>> own = new HashMap<>();
    double[] found = new double[samples.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] =
          own.computeIfAbsent(folds[i], fold -> model.apply(without.get(fold)))
              .applyAsDouble(samples.get(i));
    }
    return found;
  }

  /**
   * A value of each sample that its fold had no part in, not even by a choice that was made of what
   * is held out (nested cross-validation; Varma and Simon 2006).
   *
   * @param model gets the samples of the other folds, which are folded in their turn
   */
  public double[] nested(Function<FoldedSums, ToDoubleFunction<RealVector>> model) {
    double[] found = new double[samples.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      int out = fold;
      int[] kept = IntStream.range(0, folds.length).filter(i -> folds[i] != out).toArray();
      List<Raw> others = new ArrayList<>(parts);
      others.set(out, new Raw(samples.get(0).getDimension()));
      ToDoubleFunction<RealVector> own =
          model.apply(
              new FoldedSums(
                  Arrays.stream(kept).mapToObj(samples::get).toList(),
                  Arrays.stream(kept).mapToDouble(i -> values[i]).toArray(),
                  Arrays.stream(kept).map(i -> folds[i]).toArray(),
                  others));
      for (int i = 0; i < found.length; i++) {
        if (folds[i] == out) {
          found[i] = own.applyAsDouble(samples.get(i));
        }
      }
    }
    return found;
  }

  private static final class Raw {
    private final double[][] products;
    private final double[] sum;
    private final double[] weighted;
    private double values;
    private int count;

    Raw(int numbers) {
      this.products = new double[numbers][numbers];
      this.sum = new double[numbers];
      this.weighted = new double[numbers];
    }

    void add(double[] sample, double value) {
      count++;
      values += value;
      for (int a = 0; a < sample.length; a++) {
        sum[a] += sample[a];
        weighted[a] += sample[a] * value;
        double[] row = products[a];
        for (int b = 0; b <= a; b++) {
          row[b] += sample[a] * sample[b];
        }
      }
    }

    void add(Raw other) {
      count += other.count;
      values += other.values;
      for (int a = 0; a < sum.length; a++) {
        sum[a] += other.sum[a];
        weighted[a] += other.weighted[a];
        for (int b = 0; b <= a; b++) {
          products[a][b] += other.products[a][b];
        }
      }
    }

    Sums without(Raw fold) {
      int left = count - fold.count;
      double mean = (values - fold.values) / left;
      double[][] means = new double[sum.length][sum.length];
      double[] explained = new double[sum.length];
      double[] center = new double[sum.length];
      for (int a = 0; a < sum.length; a++) {
        center[a] = (sum[a] - fold.sum[a]) / left;
        explained[a] = (weighted[a] - fold.weighted[a] - mean * (sum[a] - fold.sum[a])) / left;
        for (int b = 0; b <= a; b++) {
          means[a][b] = (products[a][b] - fold.products[a][b]) / left;
          means[b][a] = means[a][b];
        }
      }
      return new Sums(
          new Array2DRowRealMatrix(means, false),
          new ArrayRealVector(explained, false),
          new ArrayRealVector(center, false));
    }
  }
}
