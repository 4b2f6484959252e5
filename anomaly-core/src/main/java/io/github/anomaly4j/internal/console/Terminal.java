package io.github.anomaly4j.internal.console;

import java.io.Console;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells terminals from files and pipes. */
public final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /**
   * Whether standard error goes to a terminal. Linux tells it of standard error itself; elsewhere
   * Java tells it only of standard input and output together.
   */
  public static boolean isStandardError() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return hasConsole();
    }
  }

  /** From Java 22 on there is always a console, and a method that tells what it is. */
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return (boolean)
          MethodHandles.publicLookup()
              .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
              .invoke(console);
    } catch (Throwable e) {
      return false;
    }
  }
}
