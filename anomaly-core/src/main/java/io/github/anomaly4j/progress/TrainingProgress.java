package io.github.anomaly4j.progress;

import io.github.anomaly4j.internal.console.ConsoleProgress;
import io.github.anomaly4j.internal.console.StageBars;
import io.github.anomaly4j.internal.console.Terminal;
import io.github.anomaly4j.internal.service.Services;
import java.util.Optional;

/**
 * Receives the progress of a training. Called on the training thread, in order; a slow listener
 * slows training down, and an exception that it throws ends training.
 */
public interface TrainingProgress {

  /** A stage begins, such as "reading images"; {@code total} units of work are to be done. */
  default void stage(String name, int total) {}

  /** {@code done} units of the stage's work are done. */
  default void advanced(int done) {}

  /** An optimizer step was made. */
  default void step(StepReport report) {}

  /** An epoch was finished and validated. */
  default void epoch(EpochReport report) {}

  /**
   * Something is wrong that does not stop the training; the text says what it is and what to try.
   */
  default void warning(String text) {}

  /** Training ended, with a detector or without. */
  default void finished() {}

  /** A listener that does nothing. */
  static TrainingProgress none() {
    return new TrainingProgress() {};
  }

  /**
   * A line for each tenth of a stage and for each epoch on standard error. If that is a terminal
   * and {@code anomaly-console} is on the class path, a progress bar for each stage instead of the
   * tenths; a daemon thread of the bar stays after the training. For one training at a time.
   */
  static TrainingProgress console() {
    return new ConsoleProgress(
        System.err,
        Terminal.isStandardError() ? Services.first(StageBars.class) : Optional.empty());
  }
}
