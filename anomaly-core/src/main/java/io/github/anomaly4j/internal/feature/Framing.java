package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;

/** The image in a frame. */
public record Framing(Letterbox frame) implements ImageFeature<Framed> {
  @Override
  public Framed of(ImageFeatures image) {
    return frame.fit(image.image());
  }
}
