package io.github.anomaly4j.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link BrightnessKind} is found by its line in META-INF/services: no class of core knows it. */
class AddedEvidenceTest {
  @TempDir private Path folder;

  @Test
  void a_new_kind_of_evidence_is_learned_scored_saved_and_loaded_and_no_class_is_edited()
      throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 8));
    Image normal = DrawnParts.draw(DrawnParts.DISC, 60);
    Image bright = Image.filled(64, 64, 1, 1, 1);
    Path file = folder.resolve("brightness.anomaly");
    try (AnomalyDetector trained =
        DrawnParts.builder()
            .evidence(Map.of(BrightnessKind.NAME, 1.0, Evidence.PATCH, 0.0))
            .train(images)) {
      trained.save(file);
      assertThat(trained.detect(bright).anomalous()).isTrue();
      assertThat(trained.detect(bright).score()).isGreaterThan(trained.detect(normal).score());
      assertThat(trained.detect(normal).partialScores()).containsOnlyKeys("patch", "brightness");
      try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
        assertThat(loaded.detect(normal).score()).isEqualTo(trained.detect(normal).score());
      }
    }
  }

  @Test
  void a_kind_that_nobody_brings_is_refused_with_those_that_there_are() {
    AnomalyDetectorBuilder builder = DrawnParts.builder();
    assertThatThrownBy(() -> builder.evidence(Map.of(Evidence.of("smell"), 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smell")
        .hasMessageContaining("patch")
        .hasMessageContaining("brightness");
  }
}
