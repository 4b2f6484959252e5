package io.github.anomaly4j.cli.progress;

import io.github.anomaly4j.sweep.SweepProgress;
import io.github.anomaly4j.sweep.SweptEpoch;

/** Shows on standard error how far a sweep is. */
public final class SweepBar implements SweepProgress, AutoCloseable {
  private final CountingBar bar = new CountingBar("epochs");

  @Override
  public void epoch(SweptEpoch epoch, int done, int total) {
    bar.stepTo(done, total);
  }

  @Override
  public void close() {
    bar.close();
  }
}
