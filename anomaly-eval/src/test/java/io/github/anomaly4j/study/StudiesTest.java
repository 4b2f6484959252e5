package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.eval.Decisions;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.report.DriftChart;
import io.github.anomaly4j.study.RobustnessStudy.Outcome;
import io.github.anomaly4j.threshold.TooFewNormalsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On waves of three lengths, which any router separates, some with a bright square. */
class StudiesTest {
  private static final int SIZE = 64;

  @TempDir private static Path folder;
  private static final List<ImageEntry> ENTRIES = new ArrayList<>();

  @BeforeAll
  static void draw() throws IOException {
    for (int length : new int[] {4, 9, 20}) {
      for (int i = 0; i < 24; i++) {
        Split split = i < 12 ? Split.TRAIN : Split.TEST;
        boolean defective = i >= 20;
        Path file = folder.resolve("wave" + length + "-" + i + ".png");
        ImageIO.write(wave(length, i, defective).toBufferedImage(), "png", file.toFile());
        String kind = defective ? "square" : ImageEntry.GOOD;
        ENTRIES.add(new ImageEntry(file, "wave " + length, split, kind, Optional.empty()));
      }
    }
  }

  private static Image wave(int length, long seed, boolean defective) {
    Random random = new Random(31 * length + seed);
    double phase = 6 * random.nextDouble();
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      double value = 0.5 + 0.2 * Math.sin(2 * Math.PI * x / length + phase);
      boolean square = defective && x >= 20 && x < 34 && y >= 24 && y < 38;
      rgb[i] = (float) ((square ? 1 : value) - 0.03 * random.nextDouble());
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  private static AnomalyDetector trained(ImageSet set) throws IOException {
    TrainingConfig glance =
        TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(2).withCropSize(32);
    return AnomalyDetector.builder()
        .imageSize(SIZE, SIZE)
        .training(glance)
        .evidence(Evidence.waveletWeights())
        .train(set);
  }

  @Test
  void routers_are_measured_and_every_product_is_left_out_in_turn() throws IOException {
    AtomicInteger read = new AtomicInteger();
    RoutingStudy study = RoutingStudy.of(ImageSet.of(ENTRIES), 10, read::set);
    assertThat(read).hasValue(72);
    assertThat(study.images()).isEqualTo(36);
    assertThat(study.discriminant()).isEqualTo(1);
    assertThat(study.twoStage()).isBetween(0.6, 1.0);
    // A third are defective, with squares so large that it might be another product.
    assertThat(study.unknown()).isLessThanOrEqualTo(1 / 3.0);
    assertThat(study.leftOut()).containsOnlyKeys("wave 4", "wave 9", "wave 20");
    assertThat(study.leftOut().values())
        .allSatisfy(
            left -> {
              assertThat(left.shown()).isEqualTo(10);
              assertThat(left.calledUnknown()).isGreaterThanOrEqualTo(8);
            });
  }

  @Test
  void one_product_alone_cannot_be_told_apart() {
    ImageSet one = ImageSet.of(ENTRIES).category("wave 4");
    assertThatThrownBy(() -> RoutingStudy.of(one, 10, read -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two products");
  }

  @Test
  void each_way_to_find_thresholds_is_counted_beside_what_it_states() throws IOException {
    ImageSet set = ImageSet.of(ENTRIES);
    try (AnomalyDetector detector = trained(set)) {
      ThresholdStudy study = ThresholdStudy.of(detector, set, 0.1, done -> {});
      assertThat(study.categories()).containsExactly("wave 20", "wave 4", "wave 9");
      assertThat(study.rows())
          .extracting(ThresholdStudy.Row::rule)
          .containsExactly("as trained", "quantile at 0.1", "first jump", "F1-max, labels known");
      for (ThresholdStudy.Row row : study.rows()) {
        // 12 scores show no first jump, which takes 20.
        boolean cut = !row.rule().equals("first jump");
        assertThat(row.normals()).isEqualTo(cut ? 24 : 0);
        assertThat(row.defects()).isEqualTo(cut ? 12 : 0);
        for (String category : study.categories()) {
          assertThat(study.chart(category, row).svg()).contains("<svg");
        }
      }
      ThresholdStudy.Row quantile = study.rows().get(1);
      // Of 24 at 10 % 2.4 are expected, of 12 training images at most some three times as many.
      assertThat(quantile.maxFalseAlarms().getAsInt()).isBetween(4, 8);
      assertThat(quantile.falseAlarms()).isLessThanOrEqualTo(quantile.maxFalseAlarms().getAsInt());
      assertThat(study.rows().get(0).maxFalseAlarms()).isEmpty();
      ThresholdStudy.Row best = study.rows().get(3);
      assertThat(best.missed() + best.falseAlarms()).isZero();
      ThresholdStudy.PValues values = study.pValues();
      assertThat(values.normals()).isEqualTo(24);
      assertThat(values.atMost()).isSorted().hasSize(6);
      // 12 training images of a category cannot count a lower one than 1 of 13.
      assertThat(values.atMost().subList(0, 3)).containsOnly(0);
      assertThat(values.distance()).isBetween(values.tooLow(), 1.0);
      assertThatThrownBy(() -> ThresholdStudy.of(detector, set, 0.01, done -> {}))
          .isInstanceOf(TooFewNormalsException.class);
    }
  }

  @Test
  void simulated_streams_are_counted_and_their_course_is_drawn() throws IOException {
    ImageSet set = ImageSet.of(ENTRIES);
    try (AnomalyDetector detector = trained(set)) {
      DriftStudy study = DriftStudy.of(detector, set.test(), 2, 40, 0.05, done -> {});
      assertThat(study.unchanged().streams()).isEqualTo(2);
      assertThat(study.alone()).containsOnlyKeys("wave 20", "wave 4", "wave 9");
      assertThat(study.unchanged().alarmed()).isBetween(0, 2);
      assertThat(study.together().streams()).isEqualTo(2);
      // A stream that was told before it got darker says nothing of how soon it is named.
      assertThat(study.together().images()).allMatch(count -> count >= 1);
      assertThat(study.together().soon()).isBetween(0L, 2L);
      DriftMonitor monitor = DriftMonitor.of(detector, 0.05);
      assertThat(DriftChart.svg(monitor)).contains("<svg");
      for (ImageEntry entry : set.test().entries()) {
        monitor.add(detector.detect(entry.file()));
      }
      assertThat(DriftChart.svg(monitor)).contains("<svg").doesNotContain("NaN");
    }
  }

  @Test
  void every_change_is_measured_by_the_detector_that_finds_categories_itself() throws IOException {
    List<ImageEntry> some = new ArrayList<>(ENTRIES);
    some.removeIf(entry -> entry.anomalous() && entry.category().equals("wave 4"));
    ImageSet set = ImageSet.of(some);
    try (AnomalyDetector detector = trained(set)) {
      AtomicInteger scored = new AtomicInteger();
      RobustnessStudy study = RobustnessStudy.of(detector, set, Set.of("wave 9"), scored::set);
      assertThat(scored).hasValue(32);
      assertThat(study.categories()).containsOnlyKeys("wave 20", "wave 4", "wave 9");
      assertThat(study.categories().get("wave 4").values())
          .hasSize(ImageChange.values().length - 1)
          .allSatisfy(outcome -> assertThat(outcome.auroc()).isNaN());
      assertThat(study.categories().get("wave 20")).doesNotContainKey(ImageChange.TURNED);
      assertThat(study.mean(ImageChange.TURNED, List.of("wave 20"))).isNaN();
      for (ImageChange change : ImageChange.values()) {
        List<ImageEntry> test = set.test().category("wave 9").entries();
        double[] scores = new double[test.size()];
        boolean[] truth = new boolean[test.size()];
        int missed = 0;
        int alarms = 0;
        for (int i = 0; i < truth.length; i++) {
          Detection found = detector.detect(change.apply(Image.read(test.get(i).file())));
          scores[i] = found.score();
          truth[i] = test.get(i).anomalous();
          missed += truth[i] && found.score() <= found.threshold() ? 1 : 0;
          alarms += !truth[i] && found.score() > found.threshold() ? 1 : 0;
        }
        assertThat(study.categories().get("wave 9"))
            .containsEntry(
                change, new Outcome(Auroc.of(scores, truth), new Decisions(8, 4, missed, alarms)));
      }
      Evaluation evaluation = Evaluator.evaluate(detector, set);
      assertThat(study.mean(ImageChange.AS_IS, study.categories().keySet()))
          .isEqualTo(evaluation.mean().imageAuroc());
      assertThat(study.decisions(ImageChange.AS_IS, study.categories().keySet()))
          .isEqualTo(evaluation.decisions());

      Set<String> unknown = Set.of("wave 7");
      assertThatThrownBy(() -> RobustnessStudy.of(detector, set, unknown, done -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[wave 7]")
          .hasMessageContaining("[wave 20, wave 4, wave 9]");
      assertThatThrownBy(() -> RobustnessStudy.of(detector, set.training(), Set.of(), done -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no test images");
    }
  }

  @Test
  void a_loss_compares_the_same_categories_whichever_were_changed() {
    Decisions none = new Decisions(0, 0, 0, 0);
    RobustnessStudy study =
        new RobustnessStudy(
            Map.of(
                "a", Map.of(ImageChange.AS_IS, new Outcome(0.9, new Decisions(9, 2, 1, 1))),
                "b",
                    Map.of(
                        ImageChange.AS_IS,
                        new Outcome(0.75, new Decisions(5, 3, 0, 1)),
                        ImageChange.TURNED,
                        new Outcome(0.5, new Decisions(5, 3, 1, 4))),
                "c",
                    Map.of(
                        ImageChange.AS_IS,
                        new Outcome(Double.NaN, none),
                        ImageChange.TURNED,
                        new Outcome(Double.NaN, none))));
    List<String> all = List.of("a", "b", "c", "of another study");
    assertThat(study.mean(ImageChange.AS_IS, all)).isCloseTo(0.825, within(1e-12));
    assertThat(study.mean(ImageChange.TURNED, all)).isEqualTo(0.5);
    assertThat(study.loss(ImageChange.TURNED, all)).isEqualTo(0.25);
    assertThat(study.loss(ImageChange.TURNED, List.of("a", "c"))).isNaN();
    assertThat(study.mean(ImageChange.AS_IS, List.of())).isNaN();
    assertThat(study.decisions(ImageChange.AS_IS, all)).isEqualTo(new Decisions(14, 5, 1, 2));
    assertThat(study.decisions(ImageChange.TURNED, all)).isEqualTo(new Decisions(5, 3, 1, 4));
    assertThat(study.decisions(ImageChange.TURNED, List.of("a"))).isEqualTo(none);
  }
}
