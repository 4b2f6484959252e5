package io.github.anomaly4j.library;

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
  private static final double LITTLE = 1e-6;

  /**
   * Decomposes a covariance.
   *
   * @param covariance symmetric, to the bit; not changed
   */
  public static SymmetricEigen of(double[][] covariance) {
    EigenDecomposition eigen = decomposed(covariance);
    return new SymmetricEigen(eigen.getRealEigenvalues(), eigen.getVT().getData());
  }

  private static EigenDecomposition decomposed(double[][] covariance) {
    RealMatrix matrix = new Array2DRowRealMatrix(covariance, false);
    try {
      return new EigenDecomposition(matrix);
    } catch (MaxCountExceededException e) {
      // Patches or pictures that hardly differ, as of one colour: a little more and it converges.
      double little = LITTLE * Math.max(LITTLE, matrix.getTrace() / covariance.length);
      RealMatrix identity = MatrixUtils.createRealIdentityMatrix(covariance.length);
      return new EigenDecomposition(matrix.add(identity.scalarMultiply(little)));
    }
  }
}
