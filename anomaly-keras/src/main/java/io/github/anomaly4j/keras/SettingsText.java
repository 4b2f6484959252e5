package io.github.anomaly4j.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Settings as the JSON that a saved detector keeps of them. */
final class SettingsText {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private SettingsText() {}

  static String of(KerasSettings settings) {
    try {
      return JSON.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that are no JSON: " + settings, e);
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if the text holds none, or such as cannot be
   */
  static KerasSettings read(String text) {
    try {
      return JSON.readValue(text, KerasSettings.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no settings of a backbone: " + text, e);
    }
  }
}
