package io.github.anomaly4j.progress;

/** Training cannot continue; the message says where it stopped, why, and what to try. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where it stopped, why, what to try
   */
  public TrainingException(String message) {
    super(message);
  }
}
