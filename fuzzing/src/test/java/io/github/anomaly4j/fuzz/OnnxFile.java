package io.github.anomaly4j.fuzz;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.onnx.OnnxModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An ONNX file that was altered. */
final class OnnxFile {
  /** Its name; it is never on a disk. */
  static final Path NAME = Path.of("altered.onnx");

  static final Hostile HOSTILE =
      new Hostile(
          NAME.toString(), 64, List.of(ModelFileException.class, IllegalArgumentException.class));

  private OnnxFile() {}

  /** Models of a few hundred bytes, written with the {@code TinyModel} of anomaly-onnx's tests. */
  static Stream<byte[]> seeds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/onnx"))) {
      return files.sorted().map(OnnxFile::bytes).toList().stream();
    }
  }

  /** The name of the last tensor that a model makes. */
  static String last(OnnxModel model) {
    List<OnnxModel.Tensor> made = new ArrayList<>(model.inner());
    made.addAll(model.outputs());
    return made.get(made.size() - 1).name();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
