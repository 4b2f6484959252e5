package io.github.anomaly4j.cli.progress;

import io.github.anomaly4j.progress.TrainingProgress;

/** Shows on standard error how many of a number of things are done. */
public final class CountingBar implements AutoCloseable {
  private final TrainingProgress progress;
  private final String task;
  private int total;

  public CountingBar(String task, int total, boolean quiet) {
    progress = quiet ? TrainingProgress.none() : TrainingProgress.console();
    this.task = task;
    begin(total);
  }

  /** Of a number that is not known yet. */
  public CountingBar(String task) {
    this(task, 0, false);
  }

  public void stepTo(int done, int total) {
    if (this.total != total) {
      begin(total);
    }
    progress.advanced(done);
  }

  public void stepTo(int done) {
    progress.advanced(done);
  }

  private void begin(int total) {
    this.total = total;
    if (total > 0) {
      progress.stage(task, total);
    }
  }

  @Override
  public void close() {
    progress.finished();
  }
}
