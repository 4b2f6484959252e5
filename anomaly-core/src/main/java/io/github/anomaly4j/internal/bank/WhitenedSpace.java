package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.linalg.ValueRange;

/**
 * The space in which distances between whole images are computed: descriptors, centered and
 * multiplied by a matrix. The arrays are not copied and must not be changed.
 *
 * @param mean of the descriptors
 * @param matrix {@code [features, dimensions]}
 */
public record WhitenedSpace(float[] mean, float[] matrix) {

  public WhitenedSpace {
    checkArgument(
        mean.length > 0 && matrix.length > 0 && matrix.length % mean.length == 0,
        "a projection of %s values for %s features",
        matrix.length,
        mean.length);
    ValueRange.checkProjection(mean, matrix);
  }

  /** How many dimensions a point has. */
  public int dimensions() {
    return matrix.length / mean.length;
  }

  /** The point of a descriptor. */
  public float[] point(float[] descriptor) {
    checkArgument(
        descriptor.length == mean.length,
        "a descriptor of %s features where %s are expected",
        descriptor.length,
        mean.length);
    float[] point = new float[dimensions()];
    for (int c = 0; c < mean.length; c++) {
      float centered = descriptor[c] - mean[c];
      for (int d = 0; d < point.length; d++) {
        point[d] += centered * matrix[c * point.length + d];
      }
    }
    return point;
  }

  /** Squared Euclidean distance of a point to one of several, {@code [points, dimensions]}. */
  public double squaredDistance(float[] point, float[] points, int number) {
    double squares = 0;
    for (int d = 0; d < point.length; d++) {
      double difference = (double) point[d] - points[number * point.length + d];
      squares += difference * difference;
    }
    return squares;
  }
}
