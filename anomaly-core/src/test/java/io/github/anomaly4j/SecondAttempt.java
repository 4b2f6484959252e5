package io.github.anomaly4j;

import java.util.concurrent.Callable;

/** An application whose first attempt fails for want of a folder, and that tries again. */
final class SecondAttempt {
  private SecondAttempt() {}

  /**
   * @param arguments what {@link EntryPoint} is given; and the folder to unpack to for the second
   *     attempt, none if nothing is to be cured
   */
  public static void main(String[] arguments) throws Exception {
    Callable<String> attempt = new EntryPoint(arguments[0]);
    System.out.println("first: " + outcome(attempt));
    if (arguments.length > 1) {
      System.setProperty("org.bytedeco.javacpp.cachedir", arguments[1]);
    }
    System.out.println("second: " + outcome(attempt));
  }

  private static String outcome(Callable<String> attempt) throws Exception {
    try {
      return attempt.call();
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }
}
