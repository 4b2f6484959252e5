package io.github.anomaly4j.internal.feature;

/**
 * The descriptor of a whole image, by which it is routed: the mean of each patch feature.
 *
 * @param patches the extractor of the patches; those in the image count
 */
public record Descriptor(FeatureExtractor patches) implements ImageFeature<float[]> {
  @Override
  public float[] of(ImageFeatures image) {
    return patches.mean(image);
  }
}
