package io.github.anomaly4j.library;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.artifact.ModelFileException;
import java.nio.file.Path;

/**
 * Which file a {@link Backbone} was opened from, and how.
 *
 * @param kind which {@link BackboneProvider} opens it, such as "onnx"
 * @param path of the model's file, as its user gave it
 * @param sha256 of the model's file, in hexadecimal
 * @param settings how it was opened, in the provider's own words
 */
public record BackboneFile(String kind, String path, String sha256, String settings) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /** Checks that all are given. */
  public BackboneFile {
    requireNonNull(kind, "kind");
    requireNonNull(path, "path");
    requireNonNull(sha256, "sha256");
    requireNonNull(settings, "settings");
  }

  /**
   * A file whose settings are kept as JSON.
   *
   * @param settings plain data
   */
  public static BackboneFile of(String kind, Path path, String sha256, Record settings) {
    try {
      return new BackboneFile(kind, path.toString(), sha256, JSON.writeValueAsString(settings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that are no JSON: " + settings, e);
    }
  }

  /**
   * The settings that {@link #of} was given.
   *
   * @throws IllegalArgumentException if these are none of that type, or such as cannot be
   */
  public <T extends Record> T settings(Class<T> type) {
    try {
      return JSON.readValue(settings, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no settings of a backbone: " + settings, e);
    }
  }

  /**
   * Refuses another model, before it is opened and would be refused for what it lacks.
   *
   * @param found the SHA-256 of what lies at the path now
   * @throws ModelFileException if it is not this file's
   */
  public void requireSame(String found) throws ModelFileException {
    if (!found.equals(sha256)) {
      throw new ModelFileException(
          Path.of(path),
          "has the SHA-256 %s; expected the backbone that the detector was trained with, %s: put that"
                  .formatted(found, sha256)
              + " file there, or load the detector with the backbone at its new place");
    }
  }
}
