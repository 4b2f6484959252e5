package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.linalg.Projection;
import java.util.stream.IntStream;

/**
 * How the features of patches are distributed. The arrays are not copied and must not be changed.
 *
 * @param seen how many patches there are
 * @param sum of each feature
 * @param squares the sum of the squares of each feature
 */
public record PatchStatistics(long seen, double[] sum, double[] squares) {

  /** Of no patch. */
  public static final PatchStatistics NONE = new PatchStatistics(0, new double[0], new double[0]);

  /**
   * The statistics of these patches and others.
   *
   * @throws IllegalArgumentException if the others have another number of features
   */
  public PatchStatistics and(PatchStatistics other) {
    if (seen == 0 || other.seen == 0) {
      return seen == 0 ? other : this;
    }
    checkArgument(
        sum.length == other.sum.length,
        "patches of %s features after some of %s",
        other.sum.length,
        sum.length);
    return new PatchStatistics(
        seen + other.seen, plus(sum, other.sum), plus(squares, other.squares));
  }

  private static double[] plus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(c -> one[c] + other[c]).toArray();
  }

  /** The mean of each feature. */
  float[] mean() {
    float[] mean = new float[sum.length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = (float) (sum[c] / seen);
    }
    return mean;
  }

  /**
   * Standard deviations; never 0, so that a constant feature does not cause a division by 0 and has
   * no weight.
   */
  float[] deviation() {
    float[] deviation = new float[sum.length];
    for (int c = 0; c < deviation.length; c++) {
      deviation[c] = (float) Math.sqrt(Math.max(1e-8, variance(c)));
    }
    return deviation;
  }

  /** The root of the mean variance of the features, in their unit; never 0. */
  float commonDeviation() {
    double mean =
        IntStream.range(0, sum.length).mapToDouble(this::variance).average().orElseThrow();
    return (float) Math.sqrt(Math.max(1e-24, mean));
  }

  private double variance(int c) {
    double mean = sum[c] / seen;
    return squares[c] / seen - mean * mean;
  }

  /**
   * The space of a memory bank: scaled as the extractor asks for, and reduced to its components.
   *
   * @param patches some of them, raw, {@code [count, channels]}
   */
  public Projection space(float[] patches, FeatureExtractor extractor) {
    float[] scale = extractor.weights();
    float[] deviation = deviation();
    float common = commonDeviation();
    for (int c = 0; c < scale.length; c++) {
      scale[c] /= extractor.standardized() ? deviation[c] : common;
    }
    return Projection.fit(patches, mean(), scale, extractor.components());
  }
}
