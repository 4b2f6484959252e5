package io.github.anomaly4j.onnx;

import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.BackboneProvider;
import io.github.anomaly4j.spi.BackboneSource;
import java.nio.file.Path;

/** Opens the ONNX models of saved detectors. Not for applications. */
public final class OnnxBackboneProvider implements BackboneProvider {
  @Override
  public String kind() {
    return OnnxBackbone.KIND;
  }

  @Override
  public BackboneSource source(BackboneFile file, byte[] model, boolean embedded) {
    Path name = Path.of(file.name());
    return new OnnxBackboneBuilder(
        () -> OnnxModel.of(model, name),
        file.settings(OnnxSettings.class),
        options -> {},
        true,
        embedded);
  }
}
