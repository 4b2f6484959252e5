package io.github.anomaly4j.cli.progress;

import io.github.anomaly4j.eval.EvaluationProgress;
import io.github.anomaly4j.eval.ScoredImage;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.sweep.SweepProgress;
import io.github.anomaly4j.sweep.SweptEpoch;

/** Shows on standard error how much of a task is done: of an evaluation, a sweep or another. */
public final class TaskProgress implements EvaluationProgress, SweepProgress, AutoCloseable {
  private final TrainingProgress progress;
  private final String task;
  private int total;

  /**
   * The progress of a task whose first step tells how many there are.
   *
   * @param task what is done, such as "scoring"
   * @param quiet whether nothing is shown
   */
  public TaskProgress(String task, boolean quiet) {
    progress = quiet ? TrainingProgress.none() : TrainingProgress.console();
    this.task = task;
  }

  /** Shows that {@code done} of {@code total} steps are done. */
  public void stepTo(int done, int total) {
    if (this.total != total) {
      this.total = total;
      progress.stage(task, total);
    }
    progress.advanced(done);
  }

  @Override
  public void scored(ScoredImage image, int done, int total) {
    stepTo(done, total);
  }

  @Override
  public void epoch(SweptEpoch epoch, int done, int total) {
    stepTo(done, total);
  }

  @Override
  public void close() {
    progress.finished();
  }
}
