package io.github.anomaly4j.internal.linalg;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealVector;

/**
 * Vectors in units of their deviation from usual ones.
 *
 * @param center the mean of each number
 * @param scale its standard deviation, above 0
 */
public record Standardization(float[] center, float[] scale) {
  /**
   * Of a few vectors, a number may vary too little by chance; it is taken to vary as all numbers do
   * on average, with the weight of this many vectors.
   */
  private static final int PRIOR = 10;

  private static final double LEAST_SCALE = 1e-6;

  public Standardization {
    checkArgument(
        center.length == scale.length, "%s centers and %s scales", center.length, scale.length);
    for (float one : scale) {
      checkArgument(one > 0, "a deviation of %s", one);
    }
  }

  /** Of the numbers of some vectors; at least one. */
  public static Standardization of(List<float[]> vectors) {
    int numbers = vectors.get(0).length;
    double[] means = new double[numbers];
    double[] variances = new double[numbers];
    double usual = 0;
    for (int i = 0; i < numbers; i++) {
      double sum = 0;
      double squares = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
        squares += (double) vector[i] * vector[i];
      }
      means[i] = sum / vectors.size();
      variances[i] = Math.max(0, squares / vectors.size() - means[i] * means[i]);
      usual += variances[i] / numbers;
    }
    float[] center = new float[numbers];
    float[] scale = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      center[i] = (float) means[i];
      double drawn =
          (vectors.size() * variances[i] + PRIOR * usual) / (vectors.size() + (double) PRIOR);
      scale[i] = (float) (Math.sqrt(drawn) + LEAST_SCALE);
    }
    return new Standardization(center, scale);
  }

  /** How many numbers a vector has. */
  public int numbers() {
    return center.length;
  }

  /** A number of a vector in units of its deviation. */
  public double apply(float[] vector, int number) {
    return (vector[number] - center[number]) / scale[number];
  }

  /** All numbers of a vector. */
  public RealVector apply(float[] vector) {
    double[] own = new double[center.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = apply(vector, i);
    }
    return new ArrayRealVector(own, false);
  }
}
