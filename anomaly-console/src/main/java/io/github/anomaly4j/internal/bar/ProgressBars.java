package io.github.anomaly4j.internal.bar;

import io.github.anomaly4j.internal.console.StageBars;
import io.github.anomaly4j.internal.console.StageDisplay;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Bars that are drawn again and again over one line, each on a daemon thread of its own. */
public final class ProgressBars implements StageBars {
  private static final int INTERVAL_MILLIS = 500;

  @Override
  public StageDisplay open(PrintStream out, String name, int total) {
    return new Bar(
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
            .build());
  }

  private record Bar(ProgressBar bar) implements StageDisplay {
    @Override
    public void stepTo(long done, String message) {
      bar.setExtraMessage(message);
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
