package io.github.anomaly4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Models of a few hundred bytes, written with the {@code TinyModel} of anomaly-onnx's tests. */
final class OnnxSeeds {
  private OnnxSeeds() {}

  static Stream<byte[]> all() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/onnx"))) {
      return files.sorted().map(OnnxSeeds::bytes).toList().stream();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
