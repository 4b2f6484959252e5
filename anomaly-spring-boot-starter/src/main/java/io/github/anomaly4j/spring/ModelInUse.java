package io.github.anomaly4j.spring;

import io.github.anomaly4j.ModelFileException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The detector and where it comes from, for health and the endpoint.
 *
 * @param source {@code null} if the detector is a bean of the application
 * @param reloader {@code null} if the model is never replaced
 */
record ModelInUse(
    CurrentDetector detector, @Nullable ModelSource source, @Nullable ModelReloader reloader) {
  /** As {@code anomaly.model} has it. */
  String name() {
    return loaded().isPresent() ? String.valueOf(source) : "a bean of the application";
  }

  /** When the model was loaded last. */
  Optional<Instant> loaded() {
    return Optional.ofNullable(source).map(ModelSource::loaded);
  }

  /** Why the last reload failed; empty if it did not. */
  Optional<String> refusal() {
    return Optional.ofNullable(reloader)
        .flatMap(ModelReloader::refusal)
        .map(ModelFileException::getMessage);
  }
}
