package io.github.anomaly4j.keras;

import io.github.anomaly4j.library.BackboneFile;
import io.github.anomaly4j.library.BackboneProvider;
import io.github.anomaly4j.library.BackboneSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the Keras models of saved detectors; not to be called by applications. */
public final class KerasBackboneProvider implements BackboneProvider {
  @Override
  public String kind() {
    return KerasBackbone.KIND;
  }

  @Override
  public BackboneSource source(BackboneFile file, Optional<byte[]> embedded) {
    Path path = Path.of(file.path());
    return new KerasBackboneBuilder(
        () -> embedded.isPresent() ? KerasFile.of(embedded.get(), path) : same(path, file),
        file.settings(KerasSettings.class),
        embedded.isPresent());
  }

  private static KerasFile same(Path path, BackboneFile file) throws IOException {
    KerasFile read = KerasFile.read(path);
    file.requireSame(read.sha256());
    return read;
  }
}
