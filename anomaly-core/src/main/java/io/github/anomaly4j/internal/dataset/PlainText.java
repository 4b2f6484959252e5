package io.github.anomaly4j.internal.dataset;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Makes names safe to show: names of files and categories come from outside, and may hold control
 * sequences of terminals or marks that reverse text.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * A text on one line: control characters, including line ends, and marks of writing direction
   * become escapes, such as {@code \\u001b}.
   */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      append(plain, text.charAt(i));
    }
    return plain.toString();
  }

  /**
   * A path as text, also if the JVM's locale cannot show it: names are then read as UTF-8. Nothing
   * is escaped.
   */
  public static String path(Path path) {
    return FileNames.text(path);
  }

  /** Appends a character, or its escape. */
  public static void append(StringBuilder plain, char c) {
    if (isPlain(c)) {
      plain.append(c);
    } else {
      plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
  }

  private static boolean isPlain(char c) {
    boolean turns = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    return !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' && !turns;
  }
}
