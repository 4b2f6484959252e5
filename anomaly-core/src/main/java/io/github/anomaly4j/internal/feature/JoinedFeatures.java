package io.github.anomaly4j.internal.feature;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import java.util.List;

/** The features of several extractors over the same grid, side by side. */
public record JoinedFeatures(List<FeatureExtractor> parts) implements FeatureExtractor {
  public JoinedFeatures {
    parts = ImmutableList.copyOf(parts);
  }

  @Override
  public int channels() {
    return parts.stream().mapToInt(FeatureExtractor::channels).sum();
  }

  /** Each part's weights, over the root of its features' number: the parts count alike. */
  @Override
  public float[] weights() {
    return Floats.concat(
        parts.stream().map(part -> balanced(part.weights())).toArray(float[][]::new));
  }

  private static float[] balanced(float[] weights) {
    double squares = 0;
    for (float weight : weights) {
      squares += weight * weight;
    }
    float[] balanced = weights.clone();
    for (int i = 0; i < balanced.length; i++) {
      balanced[i] /= (float) Math.sqrt(squares);
    }
    return balanced;
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    return PatchFeatures.join(parts.stream().map(image::get).toList());
  }
}
