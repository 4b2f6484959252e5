package io.github.anomaly4j.spi;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which file a {@link Backbone} was opened from, and how.
 *
 * @param kind the kind of {@link BackboneProvider} that opens it, such as "onnx"
 * @param name of the model's file, without its folder
 * @param length of the model's file, in bytes
 * @param sha256 of the model's file, 64 lower-case hexadecimal digits
 * @param settings how it was opened, in a format of the provider
 */
public record BackboneFile(String kind, String name, long length, String sha256, String settings) {
  private static final Pattern KIND = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_NAME = 255;
  private static final int MAX_SETTINGS = 1 << 16;

  /** The largest length of an array. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /**
   * Checks the values, since messages show them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public BackboneFile {
    checkArgument(KIND.matcher(requireNonNull(kind, "kind")).matches(), "no kind of backbone");
    checkArgument(
        !requireNonNull(name, "name").isEmpty()
            && name.length() <= MAX_NAME
            && name.chars().noneMatch(Character::isISOControl),
        "no name of a backbone's file");
    checkArgument(length > 0 && length <= MAX_BYTES, "a backbone's file of %s bytes", length);
    checkArgument(
        SHA256.matcher(requireNonNull(sha256, "sha256")).matches(), "no SHA-256 of a backbone");
    checkArgument(
        requireNonNull(settings, "settings").length() <= MAX_SETTINGS,
        "settings of a backbone of %s characters",
        settings.length());
  }

  /**
   * A file whose settings are kept as JSON.
   *
   * @param file the model's file; only its name is kept, so that a saved detector does not reveal
   *     its folder
   * @param settings plain data
   */
  public static BackboneFile of(
      String kind, Path file, long length, String sha256, Record settings) {
    Path name = file.getFileName();
    try {
      return new BackboneFile(
          kind,
          name == null || name.toString().isEmpty() ? kind : printable(name.toString()),
          length,
          sha256,
          JSON.writeValueAsString(settings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that are no JSON: " + settings, e);
    }
  }

  private static String printable(String name) {
    return name.substring(0, Math.min(name.length(), MAX_NAME)).replaceAll("\\p{Cntrl}", "_");
  }

  /**
   * The settings that {@link #of} was given.
   *
   * @throws IllegalArgumentException if they are not of that type, or have values that the type
   *     refuses
   */
  public <T extends Record> T settings(Class<T> type) {
    try {
      return JSON.readValue(settings, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no settings of a backbone: " + settings, e);
    }
  }
}
