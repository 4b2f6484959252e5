package io.github.anomaly4j.spi;

import java.nio.file.Path;

/**
 * A {@link Backbone} returned features of an image that cannot be compared, or a detector's network
 * made such values: NaN, infinite or far too large.
 */
public final class FeatureException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public FeatureException(String message) {
    super(message);
  }

  private FeatureException(String message, FeatureException cause) {
    super(message, cause);
  }

  /** The same with the image's file in its message. */
  public FeatureException naming(Path image) {
    return naming(image.toString());
  }

  /** The same with the image's name in its message. */
  public FeatureException naming(String image) {
    return new FeatureException(image + ": " + getMessage(), this);
  }
}
