package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.linalg.Projection;

/**
 * An image as a whole, in the space of a memory bank: the mean and the standard deviation of its
 * patches along each principal component, {@code [2 * components]}.
 *
 * @param patches the extractor of the patches; those that are looked at count
 * @param projection of the bank
 */
public record PatchMoments(FeatureExtractor patches, Projection projection)
    implements ImageFeature<float[]> {
  /** How many moments an image has. */
  public int size() {
    return 2 * projection.dimensions();
  }

  @Override
  public float[] of(ImageFeatures image) {
    boolean[] scored = image.scored(patches.grid(image));
    float[] points = image.get(new PatchPoints(patches, projection));
    int dimensions = projection.dimensions();
    double[] sum = new double[dimensions];
    double[] squares = new double[dimensions];
    int count = 0;
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        count++;
        for (int d = 0; d < dimensions; d++) {
          double value = points[patch * dimensions + d];
          sum[d] += value;
          squares[d] += value * value;
        }
      }
    }
    float[] moments = new float[size()];
    for (int d = 0; d < dimensions; d++) {
      double mean = sum[d] / count;
      moments[d] = (float) mean;
      moments[dimensions + d] = (float) Math.sqrt(Math.max(0, squares[d] / count - mean * mean));
    }
    return moments;
  }
}
