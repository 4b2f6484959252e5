package io.github.anomaly4j.cli.command;

/** The exit codes of the program. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** Failed; one line on standard error says why. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int WRONG_USAGE = 2;

  /** Done, but at least one image could not be read, scored or drawn. */
  public static final int SOME_UNREADABLE = 3;

  private ExitCode() {}
}
