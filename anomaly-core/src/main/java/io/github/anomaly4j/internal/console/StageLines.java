package io.github.anomaly4j.internal.console;

import java.io.PrintStream;
import java.util.Locale;

/** Prints a line for each tenth of a stage, which a file or a log can hold. */
final class StageLines implements StageDisplay {
  private final PrintStream out;
  private final String name;
  private final int total;
  private long shown;

  StageLines(PrintStream out, String name, int total) {
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
