package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole way on photographs, where there are some: see CONTRIBUTING.md. */
class RealImagesTest {
  private static final List<String> PAPERS = List.of("paper_brg02", "paper_gla01");
  private static final int FEW = 6;

  /** Surefire runs in the module's folder. */
  private static final Path DATA =
      Path.of(System.getProperty("anomaly.data", "../../shared/data/parts12"));

  @Test
  void
      the_darkest_spots_on_two_kinds_of_paper_stand_out_after_a_glance_at_six_clean_sheets_of_each()
          throws IOException {
    assumeTrue(
        PAPERS.stream().allMatch(paper -> Files.isDirectory(DATA.resolve(paper))),
        () -> "skipped: " + DATA + " does not hold " + PAPERS + "; give -Danomaly.data=DIR");
    Stream.Builder<ImageEntry> sheets = Stream.builder();
    for (String paper : PAPERS) {
      ImageSet all = ImageSet.folder(DATA.resolve(paper));
      all.training().entries().stream().limit(FEW).forEach(sheets);
      all.test().entries().stream().filter(sheet -> !sheet.anomalous()).limit(FEW).forEach(sheets);
      darkestDefects(all).limit(FEW).forEach(sheets);
    }
    ImageSet few = ImageSet.of(sheets.build().toList());
    TrainingConfig glance =
        TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(3).withCropSize(64);
    try (AnomalyDetector detector =
        AnomalyDetector.builder().imageSize(96, 96).training(glance).train(few)) {
      Evaluation evaluation = Evaluator.evaluate(detector, few);
      assertThat(evaluation.categories()).containsOnlyKeys(PAPERS);
      assertThat(evaluation.categories().values())
          .allSatisfy(
              paper -> assertThat(paper.metrics().imageAuroc()).isGreaterThanOrEqualTo(0.9));
    }
  }

  private static Stream<ImageEntry> darkestDefects(ImageSet sheets) throws IOException {
    List<Map.Entry<Float, ImageEntry>> byDarkest = new ArrayList<>();
    for (ImageEntry sheet : sheets.test().entries()) {
      if (sheet.anomalous()) {
        float darkest = 1;
        for (float value : Image.read(sheet.file()).toArray()) {
          darkest = Math.min(darkest, value);
        }
        byDarkest.add(Map.entry(darkest, sheet));
      }
    }
    return byDarkest.stream().sorted(Map.Entry.comparingByKey()).map(Map.Entry::getValue);
  }
}
