package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.math.Quantiles;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One vector of features for each normal image, made by {@link ImageVector}. The score of an image
 * with vector f is its smallest mean squared error, the minimum over the bank's vectors v of |f -
 * v|² / n in n dimensions: the nearest neighbor as a one-class classifier (Tax and Duin 1998), in
 * the network's features, either as they are or each divided by its standard deviation among the
 * images. Unlike {@link MahalanobisBank} it does not use a covariance, and it uses the single
 * nearest image. Immutable, thread safe.
 */
public final class SquaredErrorBank {
  private static final String VECTORS = "vectors";
  private static final String SCALE = "scale";

  /**
   * No standard deviation counts as less than this fraction of the median one, so that a feature
   * that is nearly constant does not outweigh all others.
   */
  private static final double MIN_SHARE = 0.1;

  private static final double MIN_SPREAD = 1e-4;

  private final float[] vectors;
  private final float[] scale;
  private final int channels;

  /**
   * @param vectors scaled
   * @param scale the factor of each feature
   */
  private SquaredErrorBank(float[] vectors, float[] scale) {
    this.vectors = vectors;
    this.scale = scale;
    this.channels = scale.length;
  }

  /**
   * A bank of vectors as they are.
   *
   * @param vectors at least one, of the same length; copied
   * @throws IllegalArgumentException if there is none, or their lengths differ
   */
  public static SquaredErrorBank of(List<float[]> vectors) {
    checkArgument(
        !vectors.isEmpty() && vectors.get(0).length > 0, "a bank needs at least one vector");
    float[] ones = new float[vectors.get(0).length];
    Arrays.fill(ones, 1);
    return new SquaredErrorBank(new float[0], ones).extended(vectors);
  }

  /**
   * A bank of vectors, each feature divided by its standard deviation among them.
   *
   * @param vectors at least one, of the same length; copied
   * @throws IllegalArgumentException if there is none, or their lengths differ
   */
  public static SquaredErrorBank standardized(List<float[]> vectors) {
    SquaredErrorBank plain = of(vectors);
    double[] deviations = new double[plain.channels];
    for (int c = 0; c < deviations.length; c++) {
      double sum = 0;
      double squares = 0;
      for (float[] vector : vectors) {
        sum += vector[c];
        squares += (double) vector[c] * vector[c];
      }
      double mean = sum / vectors.size();
      double variance = Math.max(0, squares / vectors.size() - mean * mean);
      deviations[c] = Math.sqrt(variance);
    }
    double middle = Quantiles.median().compute(deviations);
    float[] scale = new float[deviations.length];
    for (int c = 0; c < scale.length; c++) {
      double floor = Math.max(MIN_SPREAD, MIN_SHARE * middle);
      scale[c] = (float) (1 / Math.max(floor, deviations[c]));
    }
    return new SquaredErrorBank(new float[0], scale).extended(vectors);
  }

  /**
   * A bank from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static SquaredErrorBank of(Tensors tensors) {
    float[] scale = tensors.floats(SCALE, ANY);
    return new SquaredErrorBank(tensors.floats(VECTORS, ANY, scale.length), scale);
  }

  /** The tensors from which {@link #of(Tensors)} makes the same bank. */
  public Tensors tensors() {
    return Tensors.builder().floats(VECTORS, vectors).floats(SCALE, scale).build();
  }

  /**
   * This bank with more images; this object does not change.
   *
   * @param more vectors of the same length; copied
   * @throws IllegalArgumentException if one is of another length
   */
  public SquaredErrorBank extended(List<float[]> more) {
    more.forEach(this::checkLength);
    return new SquaredErrorBank(
        Floats.concat(
            Stream.concat(Stream.of(vectors), more.stream().map(this::scaled))
                .toArray(float[][]::new)),
        scale);
  }

  private float[] scaled(float[] vector) {
    float[] scaled = vector.clone();
    for (int c = 0; c < channels; c++) {
      scaled[c] *= scale[c];
    }
    return scaled;
  }

  /**
   * The smallest mean squared error between a vector and one of the bank's.
   *
   * @return 0 for a vector of the bank itself
   * @throws IllegalArgumentException if it is of another length
   */
  public double score(float[] vector) {
    checkLength(vector);
    float[] scaled = scaled(vector);
    double lowest = Double.POSITIVE_INFINITY;
    for (int start = 0; start < vectors.length; start += channels) {
      double squares = 0;
      for (int c = 0; c < channels && squares < lowest; c++) {
        double difference = (double) scaled[c] - vectors[start + c];
        squares += difference * difference;
      }
      lowest = Math.min(lowest, squares);
    }
    return lowest / channels;
  }

  /** How many images it holds. */
  public int size() {
    return vectors.length / channels;
  }

  /** How many features a vector has. */
  public int channels() {
    return channels;
  }

  private void checkLength(float[] vector) {
    checkArgument(
        vector.length == channels,
        "a vector of %s features for a bank of %s",
        vector.length,
        channels);
  }
}
