package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default evidence, with the library's own trunk. */
class DefaultDetectorTest {
  @TempDir static Path folder;

  private static ImageSet images;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    images = DrawnParts.write(folder, 6);
    detector = builder().train(images);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .poses(0)
        .memoryBankSize(150)
        .backboneBankSize(300);
  }

  @Test
  void the_trunk_counts_by_default_and_finds_damage() {
    Image normal = DrawnParts.draw(DrawnParts.DISC, 100);
    Detection whole = detector.detect(normal, DrawnParts.DISC);
    Detection damaged = detector.detect(DrawnParts.damaged(normal, 20, 30), DrawnParts.DISC);

    assertThat(whole.partialScores().keySet())
        .contains(Evidence.BACKBONE.key(), Evidence.PATCH.key(), Evidence.IMAGE.key());
    assertThat(damaged.score()).isGreaterThan(whole.score());
    assertThat(damaged.partialScores().get(Evidence.BACKBONE.key()))
        .isGreaterThan(whole.partialScores().get(Evidence.BACKBONE.key()));
    assertThat(damaged.passes()).isFalse();
  }

  @Test
  void a_saved_detector_holds_the_trunk_and_needs_no_permission_to_run_it() throws IOException {
    Path file = folder.resolve("default.anomaly");
    detector.save(file);
    Image image = DrawnParts.draw(DrawnParts.SHEET, 100);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.detect(image).score()).isEqualTo(detector.detect(image).score());
    }
  }

  @Test
  void the_same_images_give_the_same_detector_on_any_number_of_threads() throws IOException {
    Image image = DrawnParts.draw(DrawnParts.SHEET, 101);
    try (AnomalyDetector again = builder().threads(1).train(images)) {
      assertThat(again.detect(image).score()).isEqualTo(detector.detect(image).score());
    }
  }

  @Test
  void more_normal_images_are_learned_with_the_same_trunk() throws IOException {
    try (AnomalyDetector extended = detector.withNormal(images)) {
      assertThat(extended.detect(DrawnParts.draw(DrawnParts.DISC, 102)).passes()).isTrue();
    }
  }
}
