package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.image.Image;
import java.util.HashMap;
import java.util.Map;

/**
 * An image and what has been computed from it. Each feature is computed when it is first asked for,
 * and once. For one thread at a time.
 */
public final class ImageFeatures {
  private final Image image;
  private final Map<ImageFeature<?>, Object> known = new HashMap<>();

  public ImageFeatures(Image image) {
    this.image = image;
  }

  public Image image() {
    return image;
  }

  /** A feature of the image. */
  @SuppressWarnings("unchecked") // What a feature computed is kept by that feature.
  public <T> T get(ImageFeature<T> feature) {
    Object value = known.get(feature);
    if (value == null) {
      // Not by computeIfAbsent: it may ask for others.
      value = feature.of(this);
      known.put(feature, value);
    }
    return (T) value;
  }
}
