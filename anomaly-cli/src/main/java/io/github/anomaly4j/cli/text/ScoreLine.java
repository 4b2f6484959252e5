package io.github.anomaly4j.cli.text;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.internal.dataset.PlainText;
import java.nio.file.Path;
import java.time.Duration;

/** What is told of one image: a line of JSON. */
public final class ScoreLine {
  /** Escapes what is not ASCII: standard output has the platform's encoding, and JSON has UTF-8. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addMixIn(Region.Corner.class, AsPair.class)
          .build();

  private final ObjectNode line = JSON.createObjectNode();

  public ScoreLine(Path file) {
    line.put("file", PlainText.path(file));
  }

  /** Contours are long, and {@code [x, y]} is what drawing libraries take. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private interface AsPair {}

  /** Adds all plain values of a detection. */
  public void add(Detection detection, Duration time) {
    line.setAll(JSON.<ObjectNode>valueToTree(detection.summary()));
    line.put("milliseconds", Math.round(time.toNanos() / 1e5) / 10.0);
  }

  public void addHeatmap(Path file) {
    line.put("heatmap", file.toString());
  }

  public void addError(Throwable problem) {
    line.put("error", ErrorMessage.of(problem));
  }

  /** The JSON. */
  public String json() throws JsonProcessingException {
    return JSON.writeValueAsString(line);
  }
}
