package io.github.anomaly4j.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.internal.keras.KerasFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The models of {@code make_models.py}. */
public final class Fixtures {
  private Fixtures() {}

  public static byte[] bytes(String model) throws IOException {
    try (InputStream stream = Fixtures.class.getResourceAsStream(model)) {
      return stream.readAllBytes();
    }
  }

  static KerasBackboneBuilder functional() throws IOException {
    return of(bytes("functional.h5"));
  }

  static KerasBackboneBuilder sequential() throws IOException {
    return of(bytes("sequential.h5"));
  }

  static KerasBackboneBuilder unknown() throws IOException {
    return of(bytes("unknown.h5"));
  }

  static KerasBackboneBuilder of(byte[] bytes) {
    return new KerasBackboneBuilder(
        () -> KerasFile.of(bytes, Path.of("tiny.h5")), KerasSettings.defaults(), true);
  }

  /** What Keras says of a model's maps, by layer. */
  static JsonNode expected(String model) throws IOException {
    return new ObjectMapper().readTree(bytes("expected.json")).path(model);
  }

  /** The same as in the script. */
  static float[] image(int height, int width) {
    float[] pixels = new float[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 37 % 101 / 100f;
    }
    return pixels;
  }

  /** The file with a text replaced everywhere by one of the same length. */
  public static byte[] replaced(byte[] bytes, String from, String to) {
    if (from.length() != to.length()) {
      throw new IllegalArgumentException("lengths differ: " + from + ", " + to);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains(from)) {
      throw new IllegalArgumentException("not in the file: " + from);
    }
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }
}
