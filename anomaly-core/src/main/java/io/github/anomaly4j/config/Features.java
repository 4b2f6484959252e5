package io.github.anomaly4j.config;

import io.github.anomaly4j.internal.feature.EncoderFeatures;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.JoinedFeatures;
import io.github.anomaly4j.internal.feature.ScatteringFeatures;
import java.util.List;

/** What turns an image into patch features. */
public enum Features {
  /** {@link ScatteringFeatures}, which need no training. */
  SCATTERING,
  /** {@link EncoderFeatures}: what the network's encoder has learned. */
  ENCODER,
  /** Both, side by side and with the same weight. */
  BOTH;

  /**
   * The extractor.
   *
   * @param network the shape of the network that it reads from, if it does
   * @throws IllegalArgumentException if the network has no level that is coarse enough
   */
  public FeatureExtractor extractor(UNetConfig network) {
    return switch (this) {
      case SCATTERING -> new ScatteringFeatures();
      case ENCODER -> new EncoderFeatures(network);
      case BOTH ->
          new JoinedFeatures(List.of(new ScatteringFeatures(), new EncoderFeatures(network)));
    };
  }
}
