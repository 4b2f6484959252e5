package io.github.anomaly4j.library;

import static java.util.Objects.requireNonNull;

/**
 * Which file a {@link Backbone} was opened from, and how.
 *
 * @param kind which {@link BackboneProvider} opens it, such as "onnx"
 * @param path of the model's file, as its user gave it
 * @param sha256 of the model's file, in hexadecimal
 * @param settings how it was opened, in the provider's own words
 */
public record BackboneFile(String kind, String path, String sha256, String settings) {
  /** Checks that all are given. */
  public BackboneFile {
    requireNonNull(kind, "kind");
    requireNonNull(path, "path");
    requireNonNull(sha256, "sha256");
    requireNonNull(settings, "settings");
  }
}
