package io.github.anomaly4j.onnx;

import io.github.anomaly4j.library.BackboneFile;
import io.github.anomaly4j.library.BackboneProvider;
import io.github.anomaly4j.library.BackboneSource;
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
    OnnxBackboneBuilder builder =
        embedded.isPresent()
            ? new OnnxBackboneBuilder(
                () -> OnnxModel.of(embedded.get(), path),
                OnnxSettings.defaults(),
                options -> {},
                true)
            : OnnxBackbone.of(path).asReference();
    return builder.settings(SettingsText.read(file.settings()));
  }
}
