package io.github.anomaly4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds of a detector as a JSON file that people may edit.
 *
 * @param fingerprint of the training whose scores they are for
 * @param thresholds by product
 */
record ThresholdsFile(@Nullable String fingerprint, @Nullable Map<String, Own> thresholds) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /**
   * The thresholds of one product.
   *
   * @param score of an image's score; {@code null} to keep the detector's
   * @param map of the values of a map; likewise
   * @param fingerprint of the product's own training; null in files of before it was written, which
   *     are for all products of a detector together
   */
  record Own(@Nullable Double score, @Nullable Double map, @Nullable String fingerprint) {
    static final Own NONE = new Own(null, null, null);
  }

  static void write(DetectorState state, Path file) throws IOException {
    Map<String, Own> thresholds = new TreeMap<>();
    for (CategoryModel category : state.categories()) {
      thresholds.put(
          category.name(),
          new Own(category.threshold(), category.mapThreshold(), state.fingerprint(category)));
    }
    byte[] json = JSON.writeValueAsBytes(new ThresholdsFile(state.fingerprint(), thresholds));
    AtomicFile.write(file, out -> out.write(json));
  }

  /** The thresholds of a file, checked against a detector, by product. */
  static Map<String, Own> read(Path file, DetectorState state) throws IOException {
    ThresholdsFile read = parsed(file);
    List<String> known = state.categories().stream().map(CategoryModel::name).toList();
    if (read == null || read.fingerprint() == null || read.thresholds() == null) {
      throw new IOException(
          file
              + ": expected {\"fingerprint\": ..., \"thresholds\": {\"PRODUCT\": {\"score\":"
              + " NUMBER, \"map\": NUMBER}}}, as saveThresholds writes it");
    }
    boolean same = read.fingerprint().equals(state.fingerprint());
    for (Map.Entry<String, Own> entry : read.thresholds().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new IOException(
            "%s: unknown product %s; this detector knows %s"
                .formatted(file, entry.getKey(), known));
      }
      Own own = entry.getValue();
      if (own == null || own.score() == null && own.map() == null) {
        throw new IOException(
            "%s: %s has neither a threshold of the score (score) nor of the map (map)"
                .formatted(file, entry.getKey()));
      }
      CategoryModel category = state.categories().get(known.indexOf(entry.getKey()));
      if (!same && !state.fingerprint(category).equals(own.fingerprint())) {
        throw new IOException(
            "%s: the thresholds of %s are for the scores of another training (%s; this detector's is %s); export them from this detector and edit that file"
                .formatted(
                    file,
                    entry.getKey(),
                    own.fingerprint() == null ? read.fingerprint() : own.fingerprint(),
                    own.fingerprint() == null ? state.fingerprint() : state.fingerprint(category)));
      }
      requireFinite(file, entry.getKey(), own.score());
      requireFinite(file, entry.getKey(), own.map());
    }
    if (read.thresholds().isEmpty()) {
      throw new IOException(file + ": it has no threshold; expected those of " + known);
    }
    return read.thresholds();
  }

  private static @Nullable ThresholdsFile parsed(Path file) throws IOException {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
      // Editors on Windows begin UTF-8 with a byte order mark.
      return JSON.readValue(
          text.startsWith("\ufeff") ? text.substring(1) : text, ThresholdsFile.class);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no text in UTF-8: save it in this encoding", e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is no file of thresholds: %s; expected JSON as saveThresholds writes it"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  private static void requireFinite(Path file, String product, @Nullable Double threshold)
      throws IOException {
    if (threshold != null && !Double.isFinite(threshold)) {
      throw new IOException(
          "%s: a threshold of %s for %s; expected a finite number"
              .formatted(file, threshold, product));
    }
  }
}
