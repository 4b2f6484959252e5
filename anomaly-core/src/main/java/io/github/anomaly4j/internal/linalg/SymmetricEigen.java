package io.github.anomaly4j.internal.linalg;

import java.util.Arrays;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Eigenvalues and eigenvectors of a covariance, be it of hardly any variance.
 *
 * @param values in descending order
 * @param vectors those of the values, in the same order
 */
public record SymmetricEigen(double[] values, double[][] vectors) {
  private static final double MIN_SHIFT = 1e-12;

  /**
   * Decomposes a covariance.
   *
   * @param covariance symmetric, to the bit; not changed
   */
  public static SymmetricEigen of(double[][] covariance) {
    RealMatrix matrix = new Array2DRowRealMatrix(covariance, false);
    try {
      return of(new EigenDecomposition(matrix), 0);
    } catch (MaxCountExceededException e) {
      // Fewer images than features, or such as hardly differ: what rounding leaves beside values
      // of 0 never seems small. Beside values that are all as large as the largest, it does.
      double shift = Math.max(MIN_SHIFT, matrix.getTrace());
      RealMatrix identity = MatrixUtils.createRealIdentityMatrix(covariance.length);
      return of(new EigenDecomposition(matrix.add(identity.scalarMultiply(shift))), shift);
    }
  }

  private static SymmetricEigen of(EigenDecomposition eigen, double shift) {
    return new SymmetricEigen(
        Arrays.stream(eigen.getRealEigenvalues()).map(value -> value - shift).toArray(),
        eigen.getVT().getData());
  }
}
