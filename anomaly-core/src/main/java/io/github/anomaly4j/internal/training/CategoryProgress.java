package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;

/** Adds the name of the network's category to stages and warnings. */
record CategoryProgress(TrainingProgress listener, String category) implements TrainingProgress {

  @Override
  public void stage(String name, int total) {
    listener.stage(name + " " + category, total);
  }

  @Override
  public void advanced(int done) {
    listener.advanced(done);
  }

  @Override
  public void step(StepReport report) {
    listener.step(report);
  }

  @Override
  public void epoch(EpochReport report) {
    listener.epoch(report);
  }

  @Override
  public void warning(String text) {
    listener.warning(category + ": " + text);
  }
}
