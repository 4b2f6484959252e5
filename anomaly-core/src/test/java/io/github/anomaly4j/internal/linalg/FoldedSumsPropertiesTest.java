package io.github.anomaly4j.internal.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

class FoldedSumsPropertiesTest {
  private static final int FOLDS = 5;

  @Property(tries = 30)
  void each_sample_is_predicted_by_the_ridge_regression_on_the_other_folds(
      @ForAll @IntRange(min = 6, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 7) int numbers,
      @ForAll @DoubleRange(min = 0.01, max = 100) double ridge,
      @ForAll long seed) {
    RandomGenerator random = RandomStreams.of(seed);
    List<RealVector> samples = new ArrayList<>();
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      samples.add(
          new ArrayRealVector(
              random
                  .doubles(numbers, -2, 3)
                  .map(value -> value * (1 + values.length % 3))
                  .toArray()));
      values[i] = random.nextGaussian() + samples.get(i).getEntry(0);
    }
    FoldedSums sums = new FoldedSums(samples, values);

    double[] predicted = sums.products(own -> own.regression(ridge));

    for (int i = 0; i < count; i++) {
      assertThat(predicted[i])
          .isCloseTo(
              direct(samples, values, i % FOLDS, ridge).dotProduct(samples.get(i)), within(1e-6));
    }
    RealVector all = direct(samples, values, -1, ridge);
    assertThat(sums.all().regression(ridge).subtract(all).getNorm()).isCloseTo(0, within(1e-6));
  }

  /** By the textbook: the inverse of X'X / n and the ridge, times X'(y - mean) / n. */
  private static RealVector direct(
      List<RealVector> samples, double[] values, int without, double ridge) {
    List<double[]> rows = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (i % FOLDS != without) {
        rows.add(samples.get(i).toArray());
        kept.add(values[i]);
      }
    }
    double mean = kept.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    RealMatrix x = MatrixUtils.createRealMatrix(rows.toArray(double[][]::new));
    RealVector y = new ArrayRealVector(kept.stream().mapToDouble(value -> value - mean).toArray());
    RealMatrix products =
        x.transpose()
            .multiply(x)
            .scalarMultiply(1.0 / rows.size())
            .add(
                MatrixUtils.createRealIdentityMatrix(x.getColumnDimension()).scalarMultiply(ridge));
    return new LUDecomposition(products)
        .getSolver()
        .solve(x.transpose().operate(y).mapDivide(rows.size()));
  }

  @Test
  void an_infinite_ridge_explains_nothing() {
    List<RealVector> samples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      samples.add(new ArrayRealVector(new double[] {i}));
    }
    FoldedSums sums = new FoldedSums(samples, new double[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(sums.products(own -> own.regression(Double.POSITIVE_INFINITY))).containsOnly(0);
  }

  @Test
  void fewer_samples_than_leave_something_in_each_fold_are_refused() {
    List<RealVector> samples = List.of(new ArrayRealVector(new double[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FoldedSums(samples, new double[] {1}))
        .withMessageContaining("1 samples");
  }
}
