package io.github.anomaly4j.internal.detector;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a saved detector comes from.
 *
 * @param name the name in messages
 * @param folder the folder of the file, if it is a file
 */
record ModelSource(String name, Optional<Path> folder) {
  static ModelSource of(Path file) {
    return new ModelSource(file.toString(), Optional.ofNullable(file.toAbsolutePath().getParent()));
  }

  static ModelSource of(String stream) {
    return new ModelSource(stream, Optional.empty());
  }
}
