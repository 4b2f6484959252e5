package io.github.anomaly4j.internal.linalg;

import io.github.anomaly4j.concurrent.Workers;
import java.util.Arrays;

/**
 * Projects raw patch features to the space in which distances are computed: centered, scaled, and
 * rotated to principal components. Thread safe.
 */
public final class Projection {
  /** The maximum number of patches that are projected at once. */
  private static final int BLOCK = 256;

  /** How many channels one thread multiplies at once. */
  private static final int GROUP = 16;

  private final float[] mean;
  private final float[] matrix;
  private final int channels;
  private final int dimensions;

  /** The weight of each channel in each dimension: {@code [dimensions, channels and zeros]}. */
  private final float[][] weights;

  /**
   * @param mean of the raw features
   * @param matrix {@code [channels, dimensions]}, applied to the centered features
   */
  public Projection(float[] mean, float[] matrix) {
    this.mean = mean;
    this.matrix = matrix;
    this.channels = mean.length;
    this.dimensions = matrix.length / mean.length;
    // Three more than padded, so that the weights of any channels can be read four at a time.
    this.weights = new float[dimensions][WeightedSums.padded(channels) + 3];
    for (int c = 0; c < channels; c++) {
      for (int d = 0; d < dimensions; d++) {
        weights[d][c] = matrix[c * dimensions + d];
      }
    }
  }

  /**
   * Principal components of standardized features.
   *
   * @param patches raw, {@code [count, channels]}
   * @param mean of each feature
   * @param scale the factor of each centered feature
   * @param dimensions the maximum number of components to keep
   */
  public static Projection fit(float[] patches, float[] mean, float[] scale, int dimensions) {
    int channels = mean.length;
    int count = patches.length / channels;
    float[] standardized = new float[patches.length];
    for (int i = 0; i < patches.length; i++) {
      standardized[i] = (patches[i] - mean[i % channels]) * scale[i % channels];
    }
    double[][] covariance = covariance(standardized, count, channels);
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

  private static double[][] covariance(float[] standardized, int count, int channels) {
    double[][] products = new double[channels][channels];
    Workers.here()
        .forEach(
            (channels + GROUP - 1) / GROUP,
            group -> {
              int to = Math.min(channels, (group + 1) * GROUP);
              addProducts(standardized, count, channels, group * GROUP, to, products);
            });
    double[][] covariance = new double[channels][channels];
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j <= i; j++) {
        // Both halves get the same number, since the decomposition requires exact symmetry.
        covariance[i][j] = products[i][j] / count;
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  /**
   * Adds up the products of some channels with themselves and with the channels before them: in
   * single precision within a block of patches, in double precision over the blocks.
   */
  private static void addProducts(
      float[] samples, int count, int channels, int from, int to, double[][] products) {
    float[][] sums = new float[to - from][channels];
    for (int block = 0; block < count; block += BLOCK) {
      int end = Math.min(count, block + BLOCK);
      for (int patch = block; patch < end; patch += 4) {
        for (int c = from; c < to; c++) {
          addFour(samples, patch, Math.min(end, patch + 4), channels, c, sums[c - from]);
        }
      }
      for (int c = from; c < to; c++) {
        float[] own = sums[c - from];
        for (int other = 0; other <= c; other++) {
          products[c][other] += own[other];
        }
        Arrays.fill(own, 0);
      }
    }
  }

  /** Four patches at a time, in a loop for which the compiler uses vector instructions. */
  private static void addFour(
      float[] samples, int patch, int end, int channels, int c, float[] sums) {
    if (end - patch < 4) {
      for (int p = patch; p < end; p++) {
        float weight = samples[p * channels + c];
        for (int i = 0; i <= c; i++) {
          sums[i] += weight * samples[p * channels + i];
        }
      }
      return;
    }
    int p0 = patch * channels;
    int p1 = p0 + channels;
    int p2 = p1 + channels;
    int p3 = p2 + channels;
    float w0 = samples[p0 + c];
    float w1 = samples[p1 + c];
    float w2 = samples[p2 + c];
    float w3 = samples[p3 + c];
    for (int i = 0; i <= c; i++) {
      sums[i] +=
          w0 * samples[p0 + i]
              + w1 * samples[p1 + i]
              + (w2 * samples[p2 + i] + w3 * samples[p3 + i]);
    }
  }

  public int dimensions() {
    return dimensions;
  }

  public int channels() {
    return channels;
  }

  public float[] mean() {
    return mean;
  }

  public float[] matrix() {
    return matrix;
  }

  /**
   * Projects raw patches, {@code [count, channels]}, to points, {@code [count, dimensions]}. The
   * bits of a point depend only on its patch.
   */
  public float[] apply(float[] patches) {
    return inBlocks(
        patches.length / channels,
        (from, to, points) -> {
          float[][] centered = new float[WeightedSums.padded(channels)][to - from];
          for (int patch = from; patch < to; patch++) {
            for (int c = 0; c < channels; c++) {
              centered[c][patch - from] = patches[patch * channels + c] - mean[c];
            }
          }
          project(centered, 0, from, points);
        });
  }

  /**
   * What some of the channels add to the points of patches: {@link #apply} gives the sum of the
   * shares of all channels, but for rounding.
   *
   * @param planes raw, one for each of the channels, {@code [some channels, count]}
   * @param first the number of the first of them
   * @return {@code [count, dimensions]}
   */
  public float[] share(float[][] planes, int first) {
    return inBlocks(
        planes[0].length,
        (from, to, points) -> {
          // Planes that are not there stay zero, whatever their weights.
          float[][] centered = new float[WeightedSums.padded(planes.length)][to - from];
          for (int c = 0; c < planes.length; c++) {
            float[] own = centered[c];
            float middle = mean[first + c];
            for (int patch = 0; patch < own.length; patch++) {
              own[patch] = planes[c][from + patch] - middle;
            }
          }
          project(centered, first, from, points);
        });
  }

  /** Some patches, from one to before another. */
  private interface Block {
    void project(int from, int to, float[] points);
  }

  private float[] inBlocks(int count, Block work) {
    float[] points = new float[count * dimensions];
    // Blocks of the same length, so that no core waits for another.
    int blocks = (count + BLOCK - 1) / BLOCK;
    int length = (count + blocks - 1) / Math.max(1, blocks);
    Workers.here()
        .forEach(blocks, i -> work.project(i * length, Math.min(count, (i + 1) * length), points));
    return points;
  }

  private void project(float[][] centered, int first, int patch, float[] points) {
    float[] sums = new float[centered[0].length];
    for (int d = 0; d < dimensions; d++) {
      Arrays.fill(sums, 0);
      WeightedSums.add(centered, weights[d], first, sums);
      for (int i = 0; i < sums.length; i++) {
        points[(patch + i) * dimensions + d] = sums[i];
      }
    }
  }
}
