package io.github.anomaly4j.library;

import java.nio.file.Path;

/**
 * A {@link Backbone} gives features of a picture that cannot be compared: no numbers, or far too
 * large.
 */
public final class FeatureException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  FeatureException(String message) {
    super(message);
  }

  private FeatureException(String message, FeatureException cause) {
    super(message, cause);
  }

  /** The same with the picture's file in its message. */
  public FeatureException naming(Path picture) {
    return naming(picture.toString());
  }

  /** The same with the picture's name in its message. */
  public FeatureException naming(String picture) {
    return new FeatureException(picture + ": " + getMessage(), this);
  }
}
