package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.threshold.QuantileThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import io.github.anomaly4j.threshold.TooFewNormalsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a detector can be made of works, and is in its one file. */
class EverySystemTest {
  @TempDir private static Path folder;
  private static ImageSet parts;
  private static ImageSet labeled;

  @BeforeAll
  static void draw() throws IOException {
    parts = DrawnParts.write(folder.resolve("parts"), 12);
    List<ImageEntry> entries = new ArrayList<>();
    Path more = Files.createDirectories(folder.resolve("labeled"));
    for (String category : parts.categories()) {
      for (int i = 0; i < 24; i++) {
        Image image = DrawnParts.draw(category, 500 + i);
        boolean defective = i % 8 == 0;
        Path file = more.resolve(category + i + ".png");
        Image shown = defective ? DrawnParts.damaged(image, 20, 24) : image;
        ImageIO.write(shown.toBufferedImage(), "png", file.toFile());
        String kind = defective ? "square" : ImageEntry.GOOD;
        entries.add(new ImageEntry(file, category, Split.TEST, kind, Optional.empty()));
      }
    }
    labeled = ImageSet.of(entries);
  }

  private static Map<Evidence, Double> everything() {
    return Evidence.values().stream()
        .filter(kind -> !EvidenceKinds.of(kind).needsBackbone())
        .collect(Collectors.toMap(Function.identity(), k -> 1.0));
  }

  @ParameterizedTest
  @CsvSource({
    "SCATTERING, DISCRIMINANT, false",
    "ENCODER, TWO_STAGE, false",
    "BOTH, DISCRIMINANT, true",
    "SCATTERING, TWO_STAGE, true"
  })
  void every_scorer_router_and_threshold_survives_its_file_to_the_bit(
      Features features, Routing routing, boolean networkPerCategory) throws IOException {
    AnomalyDetectorBuilder builder =
        DrawnParts.builder().epochs(1).features(features).routing(routing).evidence(everything());
    if (networkPerCategory) {
      builder.networkPerCategory();
    }
    List<ThresholdRule> rules =
        List.of(
            new QuantileThreshold(0.1),
            ThresholdRule.firstJump(3),
            ThresholdRule.f1Max(),
            ThresholdRule.fixed(1.5));
    try (AnomalyDetector trained = builder.train(parts)) {
      assertSavedWhole(trained);
      for (ThresholdRule rule : rules) {
        try (AnomalyDetector other = trained.withThresholds(rule, labeled)) {
          assertSavedWhole(other);
        }
      }
    }
  }

  private static void assertSavedWhole(AnomalyDetector detector) throws IOException {
    Path file = Files.createTempFile(folder, "every", ".anomaly");
    detector.save(file);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.provenance()).isEqualTo(detector.provenance());
      for (int i = 0; i < labeled.size(); i += 7) {
        ImageEntry entry = labeled.entries().get(i);
        Image image = Image.read(entry.file());
        assertSame(loaded.explain(image), detector.explain(image));
        assertSame(
            loaded.forCategory(entry.category()).explain(image),
            detector.forCategory(entry.category()).explain(image));
      }
    }
  }

  private static void assertSame(Detection a, Detection b) {
    assertThat(a.category()).isEqualTo(b.category());
    assertThat(a.recognized()).isEqualTo(b.recognized());
    assertThat(a.score()).isEqualTo(b.score());
    assertThat(a.threshold()).isEqualTo(b.threshold());
    assertThat(a.partialScores()).hasSize(everything().size()).isEqualTo(b.partialScores());
    assertThat(a.anomalyMap().toArray()).isEqualTo(b.anomalyMap().toArray());
    assertThat(a.reconstruction().orElseThrow().toArray())
        .isEqualTo(b.reconstruction().orElseThrow().toArray());
  }

  @Test
  void each_category_may_have_a_network_of_its_own() throws IOException {
    AnomalyDetectorBuilder builder =
        DrawnParts.builder()
            .epochs(2)
            .restoration()
            .networkPerCategory()
            .keepEpochs(folder.resolve("own"))
            .checkpoint(folder.resolve("run.checkpoint"));
    try (AnomalyDetector own = builder.train(parts);
        AnomalyDetector resumed = builder.train(parts);
        AnomalyDetector shared = DrawnParts.builder().restoration().epochs(2).train(parts)) {
      assertThat(own.provenance().networks())
          .extracting(Provenance.NetworkTraining::categories)
          .containsExactly(List.of(DrawnParts.DISC), List.of(DrawnParts.SHEET));
      assertThat(own.provenance().epochs()).isEqualTo(4);
      assertThat(folder.resolve("own").resolve("1"))
          .isDirectoryContaining("glob:**epoch-002.network");
      assertThat(folder.resolve("run.checkpoint-1")).exists();
      Image disc = DrawnParts.draw(DrawnParts.DISC, 900);
      Detection detection = own.explain(disc);
      assertThat(detection.category()).isEqualTo(DrawnParts.DISC);
      assertSameBits(detection, resumed.explain(disc));
      // By default the network does not count: what differs is what it restores.
      assertThat(detection.score()).isCloseTo(shared.explain(disc).score(), within(1e-9));
      assertThat(detection.reconstruction().orElseThrow().toArray())
          .isNotEqualTo(
              own.forCategory(DrawnParts.SHEET)
                  .explain(disc)
                  .reconstruction()
                  .orElseThrow()
                  .toArray())
          .isNotEqualTo(shared.explain(disc).reconstruction().orElseThrow().toArray());
    }
  }

  private static void assertSameBits(Detection a, Detection b) {
    assertThat(a.score()).isEqualTo(b.score());
    assertThat(a.reconstruction().orElseThrow().toArray())
        .isEqualTo(b.reconstruction().orElseThrow().toArray());
  }

  @Test
  void one_network_alone_is_for_all_or_for_one_category() {
    assertThatThrownBy(
            () ->
                DrawnParts.builder()
                    .networkPerCategory()
                    .trainNetwork(parts, folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("networkPerCategory");
  }

  @Test
  void thresholds_follow_from_the_scores_of_training() throws IOException {
    try (AnomalyDetector trained = DrawnParts.builder().epochs(1).train(parts);
        AnomalyDetector strict = trained.withThresholds(new QuantileThreshold(0.1));
        AnomalyDetector lax = trained.withThresholds(new QuantileThreshold(0.4))) {
      for (String category : trained.categories()) {
        assertThat(lax.threshold(category)).isLessThan(strict.threshold(category));
      }
      assertThat(strict.provenance().changes()).singleElement().asString().contains("0.1");
      assertThatThrownBy(() -> trained.withThresholds(new QuantileThreshold(0.01)))
          .isInstanceOf(TooFewNormalsException.class)
          .hasMessageContaining("99");
      assertThatThrownBy(() -> trained.withThresholds(ThresholdRule.f1Max()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("defective");
    }
  }
}
