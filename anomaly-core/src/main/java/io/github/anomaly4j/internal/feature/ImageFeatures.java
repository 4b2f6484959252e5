package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.spi.Grid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An image and the features that have been computed from it. Each feature is computed once, when it
 * is first requested. For one thread at a time.
 */
public final class ImageFeatures {
  private final Image image;
  private final Optional<InspectedArea> area;
  private final Map<ImageFeature<?>, Object> known = new HashMap<>();

  /** All of the image counts. */
  public ImageFeatures(Image image) {
    this(image, Optional.empty());
  }

  /**
   * @param area the part of it that counts; the rest is hidden already
   */
  public ImageFeatures(Image image, Optional<InspectedArea> area) {
    this.image = image;
    this.area = area;
  }

  public Image image() {
    return image;
  }

  /** The part of the image that counts; empty for all of it. */
  public Optional<InspectedArea> area() {
    return area;
  }

  /** Which positions of a grid count: those in the image, and of them those that are looked at. */
  public boolean[] scored(Grid grid) {
    return area.map(inspected -> inspected.on(grid)).orElseGet(grid::inside);
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
