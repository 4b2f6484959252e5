package io.github.anomaly4j.internal.feature;

/**
 * The descriptor of a whole image, by which it is routed: the mean of each patch feature.
 *
 * @param patches the extractor of the patches; those in the image count
 */
public record Descriptor(FeatureExtractor patches) implements ImageFeature<float[]> {
  @Override
  public float[] of(ImageFeatures image) {
    PatchFeatures features = image.get(patches);
    return mean(features, image.scored(features.grid()));
  }

  /**
   * The mean of each patch feature.
   *
   * @param scored which patches count; at least one
   */
  static float[] mean(PatchFeatures features, boolean[] scored) {
    int channels = features.channels();
    double[] sum = new double[channels];
    int count = 0;
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        count++;
        for (int c = 0; c < channels; c++) {
          sum[c] += features.values()[patch * channels + c];
        }
      }
    }
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sum[c] / count);
    }
    return mean;
  }
}
