package io.github.anomaly4j.examples;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how many of a number of things are done. */
final class CountingBar implements AutoCloseable {
  private static final int WIDTH = 100;

  private final ProgressBar bar;

  CountingBar(String task, int total, boolean quiet) {
    bar = quiet ? null : of(task).maxHint(total);
  }

  /** The bar of all commands, before it is known how long it is. */
  static ProgressBar of(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
        .build();
  }

  void stepTo(int done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
