package io.github.anomaly4j.internal.server.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version of the model. It is made of a file, of thresholds that people set, and of inspections
 * that people labeled: of all of them together, not of the version before.
 *
 * @param number from 1
 * @param time when it came (ISO 8601, UTC)
 * @param by who brought it
 * @param change what is new
 * @param parent the version that was in use before; {@code null} for the first
 * @param root the version that came as a file; itself if it did
 * @param state SHA-256 of all that scores and decisions depend on
 * @param thresholds that people set since, by product
 * @param learned what people said of the inspections that it learned from, by their ids
 */
public record Version(
    int number,
    String time,
    String by,
    String change,
    @Nullable Integer parent,
    int root,
    String state,
    Map<String, Double> thresholds,
    Map<Long, String> learned) {

  /** Copies the maps. */
  public Version {
    thresholds = Collections.unmodifiableMap(new TreeMap<>(thresholds));
    learned = Collections.unmodifiableMap(new TreeMap<>(learned));
  }
}
