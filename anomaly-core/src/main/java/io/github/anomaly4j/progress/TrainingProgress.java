package io.github.anomaly4j.progress;

import io.github.anomaly4j.internal.console.ConsoleProgress;
import io.github.anomaly4j.internal.console.Terminal;

/**
 * Hears how training goes. Called on the training thread, in order; a slow listener slows training,
 * and what it throws ends training.
 */
public interface TrainingProgress {

  /** A stage begins, such as "reading images"; {@code total} units of work are ahead. */
  default void stage(String name, int total) {}

  /** {@code done} units of the stage's work are behind. */
  default void advanced(int done) {}

  /** An optimizer step was made. */
  default void step(StepReport report) {}

  /** An epoch was finished and validated. */
  default void epoch(EpochReport report) {}

  /** Something is wrong with the run that does not stop it; the text says what and what to try. */
  default void warning(String text) {}

  /** Training ended, with a detector or without. */
  default void finished() {}

  /** Tells nobody. */
  static TrainingProgress none() {
    return new TrainingProgress() {};
  }

  /**
   * A progress bar and a line per epoch on standard error; where that is no terminal, a line for
   * each tenth of a stage in place of a bar. For one training at a time. On a terminal, the bar
   * leaves a daemon thread behind.
   */
  static TrainingProgress console() {
    return new ConsoleProgress(System.err, Terminal.isStandardError());
  }
}
