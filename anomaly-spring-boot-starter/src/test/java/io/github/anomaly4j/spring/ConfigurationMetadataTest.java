package io.github.anomaly4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigurationMetadataTest {
  @Test
  void an_editor_is_told_of_every_property_with_its_type_and_what_it_does() throws IOException {
    JsonNode properties =
        new ObjectMapper()
            .readTree(
                AnomalyProperties.class
                    .getClassLoader()
                    .getResource("META-INF/spring-configuration-metadata.json")
                    .openStream())
            .path("properties");
    Set<String> names = new TreeSet<>();
    for (JsonNode property : properties) {
      String name = property.path("name").asText();
      if (name.startsWith("anomaly.")) {
        names.add(name);
      }
      assertThat(property.path("type").asText()).as(name).isNotEmpty();
      assertThat(property.path("description").asText()).as(name).endsWith(".");
    }
    assertThat(names)
        .containsExactly(
            "anomaly.backbone-sha256",
            "anomaly.image.max-bytes",
            "anomaly.image.max-pixels",
            "anomaly.model",
            "anomaly.reload.enabled",
            "anomaly.reload.interval");
  }
}
