package io.github.anomaly4j.internal.console;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far one stage is. */
interface StageDisplay extends AutoCloseable {
  int WIDTH = 100;

  /**
   * Shows a number of steps.
   *
   * @param message what is shown beside it
   */
  void stepTo(long done, String message);

  @Override
  void close();

  /** Draws over one line of a terminal, again and again, on a thread of the bar's own. */
  record Bar(ProgressBar bar) implements StageDisplay {
    Bar(PrintStream out, String name, int total) {
      this(
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
              .build());
    }

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

  /** Prints a line for each tenth, which a file or a log can hold. */
  final class Lines implements StageDisplay {
    private final PrintStream out;
    private final String name;
    private final int total;
    private long shown;

    Lines(PrintStream out, String name, int total) {
      this.out = out;
      this.name = name;
      this.total = total;
    }

    @Override
    public void stepTo(long done, String message) {
      long tenths = total <= 0 ? 0 : 10 * Math.min(done, total) / total;
      if (tenths > shown) {
        shown = tenths;
        out.println(
            String.format(
                Locale.ROOT, "%s: %d %% (%d of %d)%s", name, 10 * tenths, done, total, message));
      }
    }

    @Override
    public void close() {}
  }
}
