package io.github.anomaly4j.cli.progress;

import io.github.anomaly4j.cli.text.OptionNames;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;

/**
 * Passes progress on, with warnings that name options in place of Java's methods.
 *
 * @param listener what it passes progress to
 */
public record CommandLineProgress(TrainingProgress listener) implements TrainingProgress {

  @Override
  public void stage(String name, int total) {
    listener.stage(name, total);
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
    listener.warning(OptionNames.in(text));
  }

  @Override
  public void finished() {
    listener.finished();
  }
}
