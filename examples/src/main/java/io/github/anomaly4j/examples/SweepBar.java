package io.github.anomaly4j.examples;

import io.github.anomaly4j.sweep.SweepProgress;
import io.github.anomaly4j.sweep.SweptEpoch;
import me.tongfei.progressbar.ProgressBar;

/** Shows on standard error how far a sweep is. */
final class SweepBar implements SweepProgress, AutoCloseable {
  private final ProgressBar bar = CountingBar.of("epochs");

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
