package io.github.anomaly4j.cli.text;

import io.github.anomaly4j.internal.dataset.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Writes control characters as escapes, except line ends and tabs: names of files and products may
 * hold sequences that control a terminal.
 */
public final class PlainWriter extends Writer {
  /** A print writer throws nothing: whoever prints has to ask it. */
  public static final String OUTPUT_LOST =
      "standard output cannot be written to: the disk is full, or its reader has ended";

  private final PrintWriter out;

  /** Part of a line end if a line feed follows; otherwise it would overwrite the line. */
  private boolean carriageReturn;

  private PlainWriter(PrintWriter out) {
    this.out = out;
  }

  /** A writer that passes escaped text on to another. */
  public static PrintWriter before(PrintWriter out) {
    return new PrintWriter(new PlainWriter(out), true);
  }

  @Override
  public void write(char[] text, int from, int length) {
    StringBuilder plain = new StringBuilder();
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      if (carriageReturn) {
        plain.append(c == '\n' ? "\r" : PlainText.of("\r"));
      }
      carriageReturn = c == '\r';
      if (c == '\n' || c == '\t') {
        plain.append(c);
      } else if (!carriageReturn) {
        PlainText.append(plain, c);
      }
    }
    out.print(plain);
  }

  @Override
  public void flush() throws IOException {
    if (out.checkError()) {
      throw new IOException(OUTPUT_LOST);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
