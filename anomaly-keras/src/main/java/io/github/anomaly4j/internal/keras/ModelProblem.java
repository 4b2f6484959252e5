package io.github.anomaly4j.internal.keras;

import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model that DL4J cannot import, though Keras runs it. */
final class ModelProblem {
  /** What always helps. */
  static final String ADVICE = "export it to ONNX, with tf2onnx, and use OnnxBackbone";

  private ModelProblem() {}

  static ModelFileException of(Path path, String problem) {
    return of(path, problem, null);
  }

  static ModelFileException of(Path path, @Nullable String problem, @Nullable Exception cause) {
    return new ModelFileException(
        path, "cannot be imported: %s: %s".formatted(problem, ADVICE), cause);
  }
}
