package io.github.anomaly4j.keras;

import io.github.anomaly4j.artifact.ModelFileException;
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
        () -> embedded.isPresent() ? KerasFile.of(embedded.get(), path) : same(path, file.sha256()),
        SettingsText.read(file.settings()),
        embedded.isPresent());
  }

  /** Before it is opened: another model would be refused for what it lacks. */
  private static KerasFile same(Path path, String sha256) throws IOException {
    KerasFile file = KerasFile.read(path);
    if (!file.sha256().equals(sha256)) {
      throw new ModelFileException(
          path,
          "has the SHA-256 %s; expected the backbone that the detector was trained with, %s: put that"
                  .formatted(file.sha256(), sha256)
              + " file there, or load the detector with the backbone at its new place");
    }
    return file;
  }
}
