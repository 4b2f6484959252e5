package io.github.anomaly4j.library;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The way from raw patch features to the space that distances are taken in: centred, scaled, turned
 * to principal components. Thread safe.
 */
final class Projection {
  private final float[] mean;
  private final float[] matrix;
  private final int channels;
  private final int dimensions;

  /** The matrix with its rows and columns exchanged. */
  private final INDArray weights;

  /**
   * @param mean of the raw features
   * @param matrix {@code [channels, dimensions]}, applied to what is left of the raw features
   */
  Projection(float[] mean, float[] matrix) {
    this.mean = mean;
    this.matrix = matrix;
    this.channels = mean.length;
    this.dimensions = matrix.length / mean.length;
    // Column by column it is the other way round. Detached, as it must outlive a workspace that
    // the caller may have open.
    this.weights = Nd4j.create(matrix, new long[] {dimensions, channels}, 'f').detach();
  }

  /**
   * Principal components of standardised features.
   *
   * @param patches raw, {@code [count, channels]}
   * @param mean of each feature
   * @param scale what each feature is multiplied by, once centred
   * @param dimensions how many components to keep at most
   */
  static Projection fit(float[] patches, float[] mean, float[] scale, int dimensions) {
    int channels = mean.length;
    int count = patches.length / channels;
    float[] standardised = new float[patches.length];
    for (int i = 0; i < patches.length; i++) {
      standardised[i] = (patches[i] - mean[i % channels]) * scale[i % channels];
    }
    double[][] covariance = covariance(standardised, count, channels);
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    int kept = Math.min(channels, dimensions);
    float[] matrix = new float[channels * kept];
    for (int d = 0; d < kept; d++) {
      double[] direction = eigen.vectors()[d];
      for (int c = 0; c < channels; c++) {
        matrix[c * kept + d] = (float) (direction[c] * scale[c]);
      }
    }
    return new Projection(mean, matrix);
  }

  private static double[][] covariance(float[] standardised, int count, int channels) {
    float[] products;
    try (INDArray samples = Nd4j.create(standardised, new long[] {count, channels}, 'c');
        INDArray transposed = samples.transpose();
        INDArray product = transposed.mmul(samples);
        INDArray ordered = product.dup('c')) {
      products = NativeFloats.of(ordered);
    }
    double[][] covariance = new double[channels][channels];
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j <= i; j++) {
        // Both halves from one number: the decomposition asks for exact symmetry.
        covariance[i][j] = products[i * channels + j] / count;
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  int dimensions() {
    return dimensions;
  }

  int channels() {
    return channels;
  }

  float[] mean() {
    return mean;
  }

  float[] matrix() {
    return matrix;
  }

  /** Raw patches, {@code [count, channels]}, as points, {@code [count, dimensions]}. */
  float[] apply(float[] patches) {
    int count = patches.length / channels;
    float[] centred = new float[patches.length];
    for (int i = 0, c = 0; i < patches.length; i++) {
      centred[i] = patches[i] - mean[c];
      c = c + 1 == channels ? 0 : c + 1;
    }
    // Column by column, as BLAS works, for anything else would be copied once more.
    try (INDArray right = Nd4j.create(centred, new long[] {channels, count}, 'f');
        INDArray result =
            Nd4j.createUninitialized(right.dataType(), new long[] {dimensions, count}, 'f')) {
      weights.mmul(right, result);
      return NativeFloats.of(result);
    }
  }

  void close() {
    weights.close();
  }
}
