package io.github.anomaly4j.internal.console;

/** Shows the progress of one stage. */
public interface StageDisplay extends AutoCloseable {
  /**
   * Shows a number of units of work.
   *
   * @param message what is shown after it
   */
  void stepTo(long done, String message);

  @Override
  void close();
}
