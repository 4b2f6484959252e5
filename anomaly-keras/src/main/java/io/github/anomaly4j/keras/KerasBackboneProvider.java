package io.github.anomaly4j.keras;

import io.github.anomaly4j.internal.keras.KerasFile;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.BackboneProvider;
import io.github.anomaly4j.spi.BackboneSource;
import java.nio.file.Path;

/** Opens the Keras models of saved detectors. Not for applications. */
public final class KerasBackboneProvider implements BackboneProvider {
  @Override
  public String kind() {
    return KerasBackbone.KIND;
  }

  @Override
  public BackboneSource source(BackboneFile file, byte[] model, boolean embedded) {
    Path name = Path.of(file.name());
    return new KerasBackboneBuilder(
        () -> KerasFile.of(model, name), file.settings(KerasSettings.class), embedded);
  }
}
