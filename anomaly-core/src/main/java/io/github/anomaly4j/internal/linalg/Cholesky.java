package io.github.anomaly4j.internal.linalg;

/**
 * The Cholesky decomposition A = L L<sup>T</sup> of positive definite matrices (Golub and Van Loan,
 * section 4.2). Only the lower triangle of a matrix is stored, column by column.
 */
public final class Cholesky {
  private Cholesky() {}

  /** How many values the lower triangle of a matrix has. */
  public static int values(int side) {
    return side * (side + 1) / 2;
  }

  /** Adds the outer product of a vector with itself, times a weight. */
  public static void addSquare(double[] matrix, double[] vector, double weight) {
    int to = 0;
    for (int column = 0; column < vector.length; column++) {
      double factor = weight * vector[column];
      for (int row = column; row < vector.length; row++) {
        matrix[to++] += factor * vector[row];
      }
    }
  }

  /** Adds the same to every value of the diagonal. */
  public static void addToDiagonal(double[] matrix, int side, double value) {
    int diagonal = 0;
    for (int column = 0; column < side; column++) {
      matrix[diagonal] += value;
      diagonal += side - column;
    }
  }

  /** The sum of the diagonal. */
  public static double trace(double[] matrix, int side) {
    double sum = 0;
    int diagonal = 0;
    for (int column = 0; column < side; column++) {
      sum += matrix[diagonal];
      diagonal += side - column;
    }
    return sum;
  }

  /**
   * Turns a matrix into its factor L.
   *
   * @param least a lower bound of the eigenvalues; a pivot below it, which rounding may cause, is
   *     raised to it
   */
  public static void factor(double[] matrix, int side, double least) {
    int column = 0;
    for (int i = 0; i < side; i++) {
      int length = side - i;
      double pivot = Math.sqrt(Math.max(least, matrix[column]));
      matrix[column] = pivot;
      for (int k = 1; k < length; k++) {
        matrix[column + k] /= pivot;
      }
      int to = column + length;
      for (int j = 1; j < length; j++) {
        double factor = matrix[column + j];
        for (int k = j; k < length; k++) {
          matrix[to + k - j] -= factor * matrix[column + k];
        }
        to += length - j;
      }
      column += length;
    }
  }

  /** The matrix of a factor. */
  public static double[] product(double[] factor, int side) {
    double[] matrix = new double[factor.length];
    int column = 0;
    for (int i = 0; i < side; i++) {
      double[] vector = new double[side];
      System.arraycopy(factor, column, vector, i, side - i);
      addSquare(matrix, vector, 1);
      column += side - i;
    }
    return matrix;
  }

  /**
   * Solves L y = x.
   *
   * @param vector x, which becomes y
   * @return the square of y, which is x<sup>T</sup> A<sup>-1</sup> x
   */
  public static double solve(double[] factor, double[] vector) {
    int column = 0;
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      int length = vector.length - i;
      double value = vector[i] / factor[column];
      vector[i] = value;
      square += value * value;
      for (int k = 1; k < length; k++) {
        vector[i + k] -= value * factor[column + k];
      }
      column += length;
    }
    return square;
  }
}
