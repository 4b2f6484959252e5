package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scores mean after training, and thresholds that people set. */
class OperatingPointTest {
  @TempDir private static Path folder;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    detector = DrawnParts.builder().falsePositiveRate(0.05).train(DrawnParts.write(folder, 30));
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void normal_images_have_p_values_of_all_sizes_and_damaged_ones_the_lowest() {
    int low = 0;
    for (int i = 0; i < 40; i++) {
      Detection.PValue found = detector.detect(DrawnParts.draw(DrawnParts.DISC, 500 + i)).pValue();
      assertThat(found.resolution()).isEqualTo(1 / 31.0);
      assertThat(found.value()).isBetween(found.resolution(), 1.0);
      low += found.value() <= 0.5 ? 1 : 0;
    }
    assertThat(low).isBetween(8, 32);
    Detection damaged =
        detector.detect(DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 9), 20, 30));
    assertThat(damaged.pValue().value()).isEqualTo(damaged.pValue().resolution());
    assertThat(damaged.alarmRate()).isLessThan(damaged.pValue().resolution());
    assertThat(damaged.anomalousAt(0.04)).isTrue();
    Detection.Summary summary = damaged.summary();
    assertThat(summary.pValue()).isEqualTo(1 / 31.0);
    assertThat(summary.pValueResolution()).isEqualTo(1 / 31.0);
  }

  @Test
  void at_the_rate_of_the_training_the_decision_is_that_of_the_threshold() {
    for (String category : detector.categories()) {
      for (int i = 0; i < 60; i++) {
        Detection detection =
            detector.forCategory(category).detect(DrawnParts.draw(category, 700 + i));
        assertThat(detection.anomalousAt(0.05)).isEqualTo(detection.anomalous());
      }
    }
  }

  @Test
  void a_threshold_that_is_set_counts_is_saved_and_noted() throws IOException {
    Path file = folder.resolve("set.anomaly");
    try (AnomalyDetector strict = detector.withThreshold(DrawnParts.DISC, -100)) {
      strict.save(file);
    }
    try (AnomalyDetector strict = AnomalyDetector.load(file)) {
      assertThat(strict.threshold(DrawnParts.DISC)).isEqualTo(-100);
      assertThat(strict.threshold(DrawnParts.SHEET))
          .isEqualTo(detector.threshold(DrawnParts.SHEET));
      assertThat(strict.detect(DrawnParts.draw(DrawnParts.DISC, 1)).anomalous()).isTrue();
      assertThat(strict.provenance().changes()).containsExactly("thresholds of disc set to -100.0");
      assertThat(strict.info().fingerprint()).isEqualTo(detector.info().fingerprint());
    }
    assertThatThrownBy(() -> detector.withThreshold("nut", 1)).hasMessageContaining("nut");
    assertThatThrownBy(() -> detector.withThreshold(DrawnParts.DISC, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void thresholds_go_to_json_and_come_back() throws IOException {
    Path json = folder.resolve("thresholds.json");
    detector.saveThresholds(json);
    try (AnomalyDetector same = detector.withThresholds(json)) {
      for (String category : detector.categories()) {
        assertThat(same.threshold(category)).isEqualTo(detector.threshold(category));
      }
    }
    String disc = "{\"disc\": {\"score\": 2.5}}";
    Files.writeString(json, json(detector.info().fingerprint(), disc));
    try (AnomalyDetector changed = detector.withThresholds(json)) {
      assertThat(changed.threshold(DrawnParts.DISC)).isEqualTo(2.5);
      assertThat(changed.threshold(DrawnParts.SHEET))
          .isEqualTo(detector.threshold(DrawnParts.SHEET));
      assertThat(changed.detect(DrawnParts.draw(DrawnParts.DISC, 1)).mapThreshold())
          .isEqualTo(detector.detect(DrawnParts.draw(DrawnParts.DISC, 1)).mapThreshold());
    }
  }

  @Test
  void thresholds_hold_for_a_product_whose_training_is_the_same() throws IOException {
    Path json = folder.resolve("of-sheets.json");
    try (AnomalyDetector sheets = detector.withoutCategory(DrawnParts.DISC)) {
      sheets.saveThresholds(json);
      // Windows' editor puts a byte order mark first.
      Files.writeString(json, "\ufeff" + Files.readString(json));
      try (AnomalyDetector all = detector.withThresholds(json)) {
        assertThat(all.threshold(DrawnParts.SHEET)).isEqualTo(sheets.threshold(DrawnParts.SHEET));
      }
      Files.writeString(json, Files.readString(json).replace("sheet", "disc").substring(1));
      assertThatThrownBy(() -> detector.withThresholds(json))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the thresholds of disc are for the scores of another training");
    }
    Files.write(json, new byte[] {'{', (byte) 0xe4});
    assertThatThrownBy(() -> detector.withThresholds(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(json + " is no text in UTF-8");
  }

  @Test
  void several_thresholds_are_set_by_one_change() {
    try (AnomalyDetector set =
            detector.withThresholds(Map.of(DrawnParts.DISC, 3.0, DrawnParts.SHEET, 4.0));
        AnomalyDetector undone = set.revert()) {
      assertThat(set.threshold(DrawnParts.DISC)).isEqualTo(3);
      assertThat(set.threshold(DrawnParts.SHEET)).isEqualTo(4);
      assertThat(undone.info().state()).isEqualTo(detector.info().state());
    }
    assertThatThrownBy(() -> detector.withThresholds(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no threshold");
  }

  @Test
  void thresholds_that_cannot_be_meant_are_refused() throws IOException {
    String own = detector.info().fingerprint();
    refused(json("0123", "{\"disc\": {\"score\": 1}}"), "another training (0123", own);
    refused(json(own, "{\"nut\": {\"score\": 1}}"), "unknown product nut", "[disc, sheet]");
    refused(json(own, "{\"disc\": {\"score\": NaN}}"), "no file of thresholds");
    refused(json(own, "{\"disc\": {\"score\": \"NaN\"}}"), "NaN");
    refused(json(own, "{\"disc\": {\"score\": 1e999}}"), "Infinity", "disc");
    refused(json(own, "{\"disc\": {\"score\": \"1.5\"}}"), "no file of thresholds");
    refused(json(own, "{\"disc\": {\"scores\": 1}}"), "scores");
    refused(json(own, "{\"disc\": {\"score\": 1}, \"disc\": {\"score\": 2}}"), "disc");
    refused(json(own, "{\"disc\": null}"), "disc has neither");
    refused(json(own, "{}"), "no threshold");
    refused("{}", "expected {");
    refused("null", "expected {");
    refused("thresholds", "no file of thresholds");
  }

  private void refused(String text, String... parts) throws IOException {
    Path json = Files.writeString(folder.resolve("bad.json"), text);
    assertThatThrownBy(() -> detector.withThresholds(json))
        .as(text)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(json.toString())
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static String json(String fingerprint, String thresholds) {
    return "{\"fingerprint\": \"%s\", \"thresholds\": %s}".formatted(fingerprint, thresholds);
  }

  @Test
  void the_information_names_products_thresholds_sizes_and_history() throws IOException {
    DetectorInfo info = detector.info();
    assertThat(info.fingerprint()).hasSize(32);
    assertThat(info.imageWidth()).isEqualTo(64);
    assertThat(info.evidence()).containsKeys("patch", "image");
    assertThat(info.backbone()).isNull();
    assertThat(info.products())
        .extracting(DetectorInfo.Product::name)
        .isEqualTo(detector.categories());
    for (DetectorInfo.Product product : info.products()) {
      assertThat(product.images()).isEqualTo(30);
      assertThat(product.threshold()).isEqualTo(detector.threshold(product.name()));
      assertThat(product.resolution()).isEqualTo(1 / 31.0);
      assertThat(product.falsePositiveRate()).isGreaterThan(0.02).isLessThanOrEqualTo(0.05);
      assertThat(product.bytes().get("patch")).isPositive();
      assertThat(product.tellsDrift()).isTrue();
    }
    try (AnomalyDetector strict = detector.withThreshold(DrawnParts.DISC, 1e6);
        AnomalyDetector lax = detector.withThreshold(DrawnParts.DISC, -1e6)) {
      assertThat(strict.info().products().get(0).falsePositiveRate()).isEqualTo(1 / 31.0);
      assertThat(lax.info().products().get(0).falsePositiveRate()).isEqualTo(1);
    }
    JsonMapper json = JsonMapper.builder().build();
    JsonNode tree = json.readTree(json.writeValueAsString(info));
    assertThat(tree.get("products").get(0).get("name").asText()).isEqualTo("disc");
    assertThat(tree.get("provenance").get("seed").asLong()).isEqualTo(7);
  }
}
