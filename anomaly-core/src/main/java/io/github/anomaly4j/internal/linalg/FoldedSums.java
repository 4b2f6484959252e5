package io.github.anomaly4j.internal.linalg;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
  private final Sums all;
  private final List<Sums> without = new ArrayList<>();

  /**
   * The sums that linear models of some samples are made of.
   *
   * @param products the mean products of a sample's numbers with each other
   * @param explained the mean products with what their value differs from the mean value
   */
  public record Sums(RealMatrix products, RealVector explained) {
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
    checkArgument(
        samples.size() > FOLDS && samples.size() == values.length,
        "%s values of %s samples",
        values.length,
        samples.size());
    this.samples = samples;
    int numbers = samples.get(0).getDimension();
    Raw sum = new Raw(numbers);
    List<Raw> folds = new ArrayList<>();
    for (int i = 0; i < FOLDS; i++) {
      folds.add(new Raw(numbers));
    }
    for (int i = 0; i < values.length; i++) {
      folds.get(i % FOLDS).add(samples.get(i).toArray(), values[i]);
    }
    folds.forEach(sum::add);
    this.all = sum.without(new Raw(numbers));
    folds.forEach(fold -> without.add(sum.without(fold)));
  }

  /** Of all samples. */
  public Sums all() {
    return all;
  }

  /** Each sample times the weights by the sums without its fold. */
  public double[] products(Function<Sums, RealVector> weights) {
    List<RealVector> own = without.stream().map(weights).toList();
    double[] values = new double[samples.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = own.get(i % FOLDS).dotProduct(samples.get(i));
    }
    return values;
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
      for (int a = 0; a < sum.length; a++) {
        explained[a] = (weighted[a] - fold.weighted[a] - mean * (sum[a] - fold.sum[a])) / left;
        for (int b = 0; b <= a; b++) {
          means[a][b] = (products[a][b] - fold.products[a][b]) / left;
          means[b][a] = means[a][b];
        }
      }
      return new Sums(
          new Array2DRowRealMatrix(means, false), new ArrayRealVector(explained, false));
    }
  }
}
