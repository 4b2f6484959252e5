package io.github.anomaly4j.onnx;

import io.github.anomaly4j.library.BackboneFile;
import io.github.anomaly4j.library.BackboneProvider;
import io.github.anomaly4j.library.BackboneSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the ONNX models of saved detectors; not to be called by applications. */
public final class OnnxBackboneProvider implements BackboneProvider {
  @Override
  public String kind() {
    return OnnxBackbone.KIND;
  }

  @Override
  public BackboneSource source(BackboneFile file, Optional<byte[]> embedded) {
    Path path = Path.of(file.path());
    return new OnnxBackboneBuilder(
        () -> embedded.isPresent() ? OnnxModel.of(embedded.get(), path) : same(path, file),
        file.settings(OnnxSettings.class),
        options -> {},
        embedded.isPresent());
  }

  private static OnnxModel same(Path path, BackboneFile file) throws IOException {
    OnnxModel model = OnnxModel.read(path);
    file.requireSame(model.sha256());
    return model;
  }
}
