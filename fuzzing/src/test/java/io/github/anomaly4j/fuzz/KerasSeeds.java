package io.github.anomaly4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The models that Keras wrote for the tests of anomaly-keras. */
final class KerasSeeds {
  private static final Path FOLDER =
      Path.of("../anomaly-keras/src/test/resources/io/github/anomaly4j/keras");

  private static final byte[] FUNCTIONAL = file("functional.h5");

  /** Where its JSON text begins, and where it ends. */
  private static final int BEGIN =
      new String(FUNCTIONAL, StandardCharsets.ISO_8859_1).indexOf("{\"class_name\"");

  private static final int END = end();

  private KerasSeeds() {}

  static byte[] file(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON text in functional.h5. */
  static byte[] description() {
    return Arrays.copyOfRange(FUNCTIONAL, BEGIN, END);
  }

  /** The file functional.h5 with another JSON text, as far as there is room for it. */
  static byte[] withDescription(byte[] text) {
    byte[] file = FUNCTIONAL.clone();
    Arrays.fill(file, BEGIN, END, (byte) ' ');
    System.arraycopy(text, 0, file, BEGIN, Math.min(text.length, END - BEGIN));
    return file;
  }

  private static int end() {
    int end = BEGIN;
    int depth = 0;
    do {
      depth += FUNCTIONAL[end] == '{' ? 1 : FUNCTIONAL[end] == '}' ? -1 : 0;
      end++;
    } while (depth > 0);
    return end;
  }
}
