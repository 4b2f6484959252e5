package io.github.anomaly4j.spi;

import java.io.IOException;

/** Settings that open a {@link Backbone}. */
@FunctionalInterface
public interface BackboneSource {
  /**
   * Opens it.
   *
   * @return to be closed by the caller
   * @throws IllegalArgumentException if the settings do not fit the model
   * @throws IOException if the model cannot be read or is not a model
   */
  Backbone open() throws IOException;
}
