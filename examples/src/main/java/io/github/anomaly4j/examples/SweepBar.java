package io.github.anomaly4j.examples;

import io.github.anomaly4j.sweep.SweepProgress;
import io.github.anomaly4j.sweep.SweptEpoch;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far a sweep is. */
final class SweepBar implements SweepProgress, AutoCloseable {
  private static final int WIDTH = 100;

  private final ProgressBar bar =
      new ProgressBarBuilder()
          .setTaskName("epochs")
          .setStyle(ProgressBarStyle.ASCII)
          .setUpdateIntervalMillis(500)
          .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
          .build();

  @Override
  public void epoch(SweptEpoch epoch, int done, int total) {
    bar.maxHint(total);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
