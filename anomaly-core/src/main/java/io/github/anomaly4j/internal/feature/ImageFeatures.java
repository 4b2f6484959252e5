package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.image.Image;
import java.util.HashMap;
import java.util.Map;

/**
 * An image and the features that have been computed from it. Each feature is computed once, when it
 * is first requested. For one thread at a time.
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
  @SuppressWarnings("unchecked") // The value of a feature is stored under that feature.
  public <T> T get(ImageFeature<T> feature) {
    Object value = known.get(feature);
    if (value == null) {
      // Not with computeIfAbsent, because a feature may request other features.
      value = feature.of(this);
      known.put(feature, value);
    }
    return (T) value;
  }
}
