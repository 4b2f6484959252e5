package io.github.anomaly4j.data;

import java.io.IOException;

/**
 * A folder that should hold images holds none; the message names the folder and what was expected.
 */
public final class EmptyImageSetException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, where, and what was expected
   */
  public EmptyImageSetException(String message) {
    super(message);
  }
}
