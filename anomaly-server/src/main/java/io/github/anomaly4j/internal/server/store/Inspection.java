package io.github.anomaly4j.internal.server.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.anomaly4j.internal.server.inspect.Finding;
import org.jspecify.annotations.Nullable;

/**
 * An image that was inspected.
 *
 * @param id grows with every inspection
 * @param time when it was found (ISO 8601, UTC)
 * @param source where the image came from
 * @param finding what was found
 * @param imageHash SHA-256 of the image file
 * @param heatmapHash SHA-256 of the heat map's file
 * @param label what a person said of it; {@code null} if nobody did
 * @param labelBy who said it
 */
public record Inspection(
    long id,
    String time,
    String source,
    Finding finding,
    String imageHash,
    String heatmapHash,
    @Nullable Label label,
    @Nullable String labelBy) {

  /** Where the image is. */
  @JsonProperty
  public String image() {
    return "/api/v1/inspections/" + id + "/image";
  }

  /** Where the image with its heat map is. */
  @JsonProperty
  public String heatmap() {
    return "/api/v1/inspections/" + id + "/heatmap";
  }
}
