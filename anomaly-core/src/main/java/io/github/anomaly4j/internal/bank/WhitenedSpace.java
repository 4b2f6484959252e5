package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.linalg.ValueRange;

/**
 * The space in which distances between whole images are computed: descriptors, centered and
 * multiplied by a matrix. The arrays are not copied and must not be changed.
 *
 * @param mean of the descriptors
 * @param matrix {@code [features, dimensions]}
 */
public record WhitenedSpace(float[] mean, float[] matrix) {

  private static final String MEAN = "mean";
  private static final String PROJECTION = "projection";

  /**
   * Checks that usual features stay numbers.
   *
   * @throws IllegalArgumentException if they would not
   */
  public WhitenedSpace {
    ValueRange.checkProjection(mean, matrix);
  }

  /**
   * The space of a model's tensors.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static WhitenedSpace of(Tensors tensors) {
    float[] mean = tensors.floats(MEAN, ANY);
    return new WhitenedSpace(mean, tensors.floats(PROJECTION, mean.length, ANY));
  }

  /** The space's part of a model's tensors. */
  public Tensors.Builder tensors() {
    return Tensors.builder().floats(MEAN, mean).floats(PROJECTION, matrix);
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
