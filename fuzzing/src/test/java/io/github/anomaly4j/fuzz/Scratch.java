package io.github.anomaly4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for files that are written again for each input. */
final class Scratch {
  static final Path FOLDER = folder();

  private Scratch() {}

  private static Path folder() {
    try {
      return Files.createDirectories(
          Path.of("target", "fuzzing-" + ProcessHandle.current().pid()).toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
