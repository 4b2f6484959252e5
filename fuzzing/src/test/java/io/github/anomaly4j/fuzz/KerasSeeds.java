package io.github.anomaly4j.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The models that Keras wrote for the tests of anomaly-keras. */
final class KerasSeeds {
  private static final Path FOLDER =
      Path.of("../anomaly-keras/src/test/resources/io/github/anomaly4j/keras");

  private KerasSeeds() {}

  static byte[] file(String name) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(name));
  }

  /** The JSON text in functional.h5. */
  static byte[] description() throws IOException {
    byte[] whole = file("functional.h5");
    int begin = begin(whole);
    int end = begin;
    int depth = 0;
    do {
      depth += whole[end] == '{' ? 1 : whole[end] == '}' ? -1 : 0;
      end++;
    } while (depth > 0);
    return Arrays.copyOfRange(whole, begin, end);
  }

  /** Where it begins. */
  static int begin(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf("{\"class_name\"");
  }
}
