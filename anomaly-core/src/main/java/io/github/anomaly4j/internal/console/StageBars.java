package io.github.anomaly4j.internal.console;

import java.io.PrintStream;

/** Draws progress bars on a terminal. Found by {@link java.util.ServiceLoader}. */
public interface StageBars {
  /** How many characters of a terminal's line a bar takes at most. */
  int WIDTH = 100;

  /**
   * Begins a bar.
   *
   * @param name of the stage, printable
   * @param total units of work
   */
  StageDisplay open(PrintStream out, String name, int total);
}
