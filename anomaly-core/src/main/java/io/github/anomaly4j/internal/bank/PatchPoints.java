package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.linalg.Projection;

/**
 * The patches of an image in the space of a memory bank, {@code [patches, components]}. Both the
 * distances and the moments need them.
 *
 * @param patches the extractor of the patches
 * @param projection of the bank
 */
record PatchPoints(FeatureExtractor patches, Projection projection)
    implements ImageFeature<float[]> {
  @Override
  public float[] of(ImageFeatures image) {
    return patches.points(image, projection);
  }
}
