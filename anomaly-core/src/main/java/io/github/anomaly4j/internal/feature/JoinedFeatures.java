package io.github.anomaly4j.internal.feature;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import java.util.List;

/** The features of several extractors over the same grid, concatenated. */
public final class JoinedFeatures implements FeatureExtractor {
  private final ImmutableList<FeatureExtractor> parts;

  /** Joins extractors, in order. */
  public JoinedFeatures(List<FeatureExtractor> parts) {
    this.parts = ImmutableList.copyOf(parts);
  }

  @Override
  public List<String> networkFeatures() {
    return parts.stream().flatMap(part -> part.networkFeatures().stream()).toList();
  }

  @Override
  public int channels() {
    return parts.stream().mapToInt(FeatureExtractor::channels).sum();
  }

  /**
   * Each part's weights, divided by the root of its number of features, so that the parts count
   * equally.
   */
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
  public PatchFeatures extract(Framed framed, UNet.Output pass) {
    List<PatchFeatures> features = parts.stream().map(part -> part.extract(framed, pass)).toList();
    return PatchFeatures.join(features);
  }
}
