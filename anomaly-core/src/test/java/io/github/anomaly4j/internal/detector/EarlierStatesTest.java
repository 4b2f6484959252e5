package io.github.anomaly4j.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.Provenance.Revision;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierStatesTest {
  @TempDir private static Path folder;

  private static Path trained;
  private static ImageSet odd;
  private static Image damaged;

  @BeforeAll
  static void train() throws IOException {
    trained = folder.resolve("trained.anomaly");
    try (AnomalyDetector detector =
        DrawnParts.builder().train(DrawnParts.write(folder.resolve("images"), 12))) {
      detector.save(trained);
    }
    damaged = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 100), 25, 25);
    Path file = folder.resolve("odd.png");
    ImageIO.write(damaged.toBufferedImage(), "png", file.toFile());
    odd = ImageSet.of(List.of(ImageEntry.normal(file, DrawnParts.DISC)));
  }

  private static byte[] saved(AnomalyDetector detector) throws IOException {
    Path file = folder.resolve("saved.anomaly");
    detector.save(file);
    return Files.readAllBytes(file);
  }

  private static AnomalyDetector savedAndLoaded(AnomalyDetector detector) throws IOException {
    Path file = folder.resolve("loaded.anomaly");
    detector.save(file);
    detector.close();
    return AnomalyDetector.load(file);
  }

  @Test
  void changes_are_undone_to_the_bit_one_after_the_other_after_saving_and_loading()
      throws IOException {
    AnomalyDetector first = AnomalyDetector.load(trained);
    byte[] before = saved(first);
    Detection found = first.detect(damaged);
    AnomalyDetector second = first.withNormal(odd);
    first.close();
    byte[] between = saved(second);
    AnomalyDetector third = second.withThreshold(DrawnParts.DISC, 77);
    second.close();
    try (AnomalyDetector loaded = savedAndLoaded(third);
        AnomalyDetector undone = loaded.revert();
        AnomalyDetector all = undone.revert()) {
      assertThat(loaded.threshold(DrawnParts.DISC)).isEqualTo(77);
      assertThat(saved(undone)).isEqualTo(between);
      assertThat(saved(all)).isEqualTo(before);
      Detection again = all.detect(damaged);
      assertThat(again.score()).isEqualTo(found.score());
      assertThat(again.threshold()).isEqualTo(found.threshold());
      assertThat(again.anomalyMap().toArray()).isEqualTo(found.anomalyMap().toArray());
      assertThat(undone.detect(damaged).score()).isLessThan(found.score());
    }
  }

  @Test
  void a_change_is_told_with_its_time_and_the_state_that_was_changed() throws IOException {
    try (AnomalyDetector first = AnomalyDetector.load(trained);
        AnomalyDetector second = first.withNormal(odd)) {
      Revision revision = second.provenance().revisions().get(0);
      assertThat(revision.change()).isEqualTo("1 normal images added");
      assertThat(Instant.parse(revision.time())).isBefore(Instant.now().plusSeconds(1));
      assertThat(revision.parent()).isEqualTo(first.info().state()).hasSize(64);
      assertThat(second.info().state()).isNotEqualTo(first.info().state());
    }
  }

  @Test
  void thresholds_alone_cost_nothing_in_the_file_and_a_bank_its_size() throws IOException {
    try (AnomalyDetector first = AnomalyDetector.load(trained);
        AnomalyDetector strict = first.withThresholds(new QuantileThreshold(0.2));
        AnomalyDetector extended = first.withNormal(odd)) {
      int size = saved(first).length;
      // A bank of 150 patches of some hundred numbers, and those of details.
      assertThat(saved(strict).length - size).isBetween(1, 8_000);
      assertThat(saved(extended).length - size).isBetween(20_000, size / 2);
    }
  }

  @Test
  void five_changes_can_be_undone_and_no_more() throws IOException {
    AnomalyDetector detector = AnomalyDetector.load(trained);
    for (int i = 0; i < 6; i++) {
      AnomalyDetector changed = detector.withThreshold(DrawnParts.DISC, i);
      detector.close();
      detector = savedAndLoaded(changed);
    }
    for (int i = 4; i >= 0; i--) {
      AnomalyDetector undone = detector.revert();
      detector.close();
      detector = undone;
      assertThat(detector.threshold(DrawnParts.DISC)).isEqualTo(i);
    }
    assertThat(detector.provenance().changes()).hasSize(1);
    assertThatThrownBy(detector::revert)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than 5 changes ago");
    detector.close();
  }

  @Test
  void a_trained_detector_has_nothing_to_undo() throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(trained)) {
      assertThatThrownBy(detector::revert)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("as it was trained");
    }
  }

  @Test
  void what_was_before_is_refused_if_it_is_of_another_detector() throws IOException {
    Loading loading =
        new Loading(
            new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty()),
            false,
            DecodeLimits.defaults());
    try (DetectorState state = DetectorFile.load(trained, loading);
        DetectorState other =
            state.revised(
                "other thresholds",
                state.categories().stream().map(own -> own.withThresholds(5, 5)).toList());
        DetectorState changed = state.revised("nothing", state.categories())) {
      DetectorState foreign = changed.withParent(Optional.of(other));
      assertThatThrownBy(foreign::reverted)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("different detectors");
      DetectorState own = changed.reverted();
      assertThat(own.state()).isEqualTo(state.state());
      own.close();
    }
  }
}
