package io.github.anomaly4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.DetectionRate;
import io.github.anomaly4j.report.EvaluationReport;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {
  private static final EvaluationOptions DEFAULTS = EvaluationOptions.defaults();

  @TempDir Path folder;
  private DrawnParts parts;
  private final DarkSpotDetector detector = new DarkSpotDetector(3);

  @BeforeEach
  void start() {
    parts = new DrawnParts(folder);
  }

  @Test
  void every_test_image_is_scored_and_counted_once() throws Exception {
    parts.category("bolt", 64, 5, 7, true).category("nut", 48, 3, 2, true);

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    assertThat(evaluation.images()).hasSize(17);
    assertThat(evaluation.categories()).containsOnlyKeys("bolt", "nut");
    assertThat(evaluation.categories().get("bolt").decisions().normal()).isEqualTo(5);
    assertThat(evaluation.categories().get("bolt").decisions().defective()).isEqualTo(7);
    assertThat(evaluation.categories().get("bolt").pixelImages()).isEqualTo(12);
    assertThat(evaluation.decisions().normal()).isEqualTo(8);
    assertThat(evaluation.decisions().defective()).isEqualTo(9);
  }

  @Test
  void figures_are_those_of_the_scores_that_were_reported() throws Exception {
    parts.category("bolt", 64, 6, 12, true);

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    CategoryResult bolt = evaluation.categories().get("bolt");
    double[] scores = evaluation.images().stream().mapToDouble(ScoredImage::score).toArray();
    boolean[] truth = new boolean[scores.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = evaluation.images().get(i).entry().anomalous();
    }
    assertThat(bolt.metrics().imageAuroc()).isEqualTo(Auroc.of(scores, truth));
    assertThat(evaluation.pooledImageAuroc()).isEqualTo(Auroc.of(scores, truth));
    assertThat(bolt.metrics().detectionAt2()).isEqualTo(DetectionRate.of(scores, truth, 0.02));
    assertThat(bolt.metrics().detectionAt5()).isEqualTo(DetectionRate.of(scores, truth, 0.05));
    assertThat(evaluation.pooledDetectionRate(0.1)).isEqualTo(DetectionRate.of(scores, truth, 0.1));
    assertThat(bolt.metrics().pixelAuroc()).isGreaterThan(0.95);
    assertThat(bolt.metrics().aupro()).isGreaterThan(0.9);
    assertThat(bolt.threshold()).isEqualTo(3);
    assertThat(bolt.decisions().detectionRate())
        .isEqualTo(1 - bolt.decisions().missedDefects() / 12.0);
    assertThat(bolt.decisions().falsePositiveRate())
        .isEqualTo(bolt.decisions().falseAlarms() / 6.0);
    assertThat(evaluation.decisions().missedDefects())
        .isEqualTo(bolt.decisions().missedDefects())
        .isPositive();
  }

  @Test
  void perfect_thresholds_miss_no_more_than_any_others_with_as_few_false_alarms() throws Exception {
    parts.category("bolt", 64, 6, 12, true).category("nut", 48, 20, 9, false);
    parts.category("plain", 32, 4, 0, false);

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    int ownAlarms = evaluation.categories().get("plain").decisions().falseAlarms();
    for (double rate : new double[] {0, 0.02, 0.05, 0.2, 1}) {
      int missed = 0;
      for (String category : List.of("bolt", "nut")) {
        missed += fewestMissed(evaluation.images(), category, rate);
      }
      Decisions perfect = evaluation.perfectDecisions(rate);
      assertThat(perfect.missedDefects()).as("at %s", rate).isEqualTo(missed);
      assertThat(perfect.falseAlarms() - ownAlarms)
          .isLessThanOrEqualTo((int) (6 * rate) + (int) (20 * rate));
      assertThat(perfect.normal()).isEqualTo(30);
      assertThat(perfect.defective()).isEqualTo(21);
    }
    assertThat(evaluation.perfectDecisions(0).missedDefects()).isPositive();
    assertThat(evaluation.perfectDecisions(1).missedDefects()).isZero();
  }

  /** By trying every threshold. */
  private static int fewestMissed(List<ScoredImage> images, String category, double rate) {
    List<ScoredImage> own =
        images.stream().filter(image -> image.entry().category().equals(category)).toList();
    long normal = own.stream().filter(image -> !image.entry().anomalous()).count();
    int fewest = Integer.MAX_VALUE;
    for (double threshold :
        DoubleStream.concat(
                DoubleStream.of(Double.NEGATIVE_INFINITY),
                own.stream().mapToDouble(ScoredImage::score))
            .toArray()) {
      int missed = 0;
      int alarms = 0;
      for (ScoredImage image : own) {
        boolean above = image.score() > threshold;
        missed += image.entry().anomalous() && !above ? 1 : 0;
        alarms += !image.entry().anomalous() && above ? 1 : 0;
      }
      if (alarms <= rate * normal) {
        fewest = Math.min(fewest, missed);
      }
    }
    return fewest;
  }

  @Test
  void training_images_are_passed_over_if_there_are_test_images() throws Exception {
    parts.category("bolt", 32, 2, 2, true);
    parts.with(ImageEntry.normal(folder.resolve("absent.png"), "bolt"));

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).images()).hasSize(4);
  }

  @Test
  void without_test_images_all_are_scored() throws Exception {
    Path file = folder.resolve("a.png");
    DrawnParts.write(file, DrawnParts.mask(32, 8, 8));
    parts.with(ImageEntry.normal(file, "bolt"));

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    assertThat(evaluation.images()).hasSize(1);
    assertThat(evaluation.categories().get("bolt").metrics().imageAuroc()).isNaN();
    assertThat(evaluation.categories().get("bolt").decisions().detectionRate()).isNaN();
    assertThat(evaluation.categories().get("bolt").decisions().falsePositiveRate())
        .isBetween(0.0, 1.0);
  }

  @Test
  void an_evaluation_tells_how_many_images_have_which_warning() throws Exception {
    parts.category("bolt", 32, 3, 2, false);
    detector.warning(
        new Warning(Warning.Kind.SIZE, "it is 100 %s too large"),
        new Warning(Warning.Kind.SIZE, "and once more"),
        new Warning(Warning.Kind.BLANK, "is the lens covered?"));

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    assertThat(evaluation.images()).allSatisfy(image -> assertThat(image.warnings()).hasSize(3));
    assertThat(evaluation.warnings())
        .anyMatch(
            text ->
                text.matches("of 5 images scored, 5 have the warning SIZE: [^,]+, [.]{3}; .*")
                    && text.endsWith("; of the first one: it is 100 %s too large"))
        .anyMatch(text -> text.startsWith("of 5 images scored, 5 have the warning BLANK: "));
    EvaluationReport.write(evaluation, folder.resolve("report"));
    JsonNode json =
        JsonMapper.builder()
            .build()
            .readTree(folder.resolve("report").resolve(EvaluationReport.JSON).toFile());
    assertThat(json.at("/imageWarnings/SIZE").intValue()).isEqualTo(5);
    assertThat(json.at("/imageWarnings/BLANK").intValue()).isEqualTo(5);
    assertThat(json.at("/imageWarnings")).hasSize(2);
    assertThat(Files.readAllLines(folder.resolve("report").resolve(EvaluationReport.CSV)))
        .hasSize(6)
        .filteredOn(line -> line.contains(",SIZE BLANK,"))
        .hasSize(5);
  }

  @Test
  void pixel_figures_are_undefined_without_masks() throws Exception {
    parts.category("bolt", 32, 3, 3, false);

    CategoryResult bolt =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS).categories().get("bolt");

    assertThat(bolt.metrics().imageAuroc()).isNotNaN();
    assertThat(bolt.metrics().pixelAuroc()).isNaN();
    assertThat(bolt.metrics().aupro()).isNaN();
    assertThat(bolt.pixelImages()).isZero();
  }

  @Test
  void a_defective_image_without_a_mask_is_left_out_of_the_pixel_figures_alone() throws Exception {
    parts.category("bolt", 64, 3, 4, true);
    Path file = folder.resolve("unmasked.png");
    DrawnParts.write(file, DrawnParts.mask(64, 20, 20));
    parts.with(new ImageEntry(file, "bolt", Split.TEST, "scratch", Optional.empty()));

    CategoryResult bolt =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS).categories().get("bolt");

    assertThat(bolt.decisions().defective()).isEqualTo(5);
    assertThat(bolt.pixelImages()).isEqualTo(7);
    assertThat(bolt.pixelNote()).isEqualTo("pixel figures cover 4 of 5 defective images");
  }

  @Test
  void a_defective_image_whose_mask_is_black_is_left_out_of_the_pixel_figures() throws Exception {
    Path mask = folder.resolve("black_mask.png");
    parts.category("bolt", 32, 2, 2, true);
    DrawnParts.write(mask, new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY));
    parts.with(withMask(mask));

    CategoryResult bolt =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS).categories().get("bolt");

    assertThat(bolt.pixelImages()).isEqualTo(4);
    assertThat(bolt.pixelNote()).isEqualTo("pixel figures cover 2 of 3 defective images");
  }

  @Test
  void a_mask_that_is_dark_all_over_is_an_error_and_is_skipped_on_request() throws Exception {
    Path mask = folder.resolve("dark_mask.png");
    BufferedImage dark = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 100; i++) {
      dark.getRaster().setSample(i % 32, i / 32, 0, i);
    }
    parts.category("bolt", 32, 2, 2, true);
    DrawnParts.write(mask, dark);
    parts.with(withMask(mask));

    assertThatThrownBy(() -> Evaluator.evaluate(detector, parts.set(), DEFAULTS))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(mask.toString())
        .hasMessageContaining("white (255) where its image is defective");
    Evaluation evaluation =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS.withSkipUnreadable(true));
    assertThat(evaluation.skipped()).extracting(SkippedFile::file).containsExactly(mask);
    assertThat(evaluation.categories().get("bolt").pixelImages()).isEqualTo(4);
  }

  @Test
  void masks_that_mark_what_is_sound_are_told_as_inverted() throws Exception {
    parts.category("bolt", 32, 2, 2, true);
    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).warnings()).isEmpty();
    for (ImageEntry entry : parts.set().entries()) {
      if (entry.anomalous()) {
        BufferedImage image = ImageIO.read(entry.mask().orElseThrow().toFile());
        for (int i = 0; i < 32 * 32; i++) {
          int value = image.getRaster().getSample(i % 32, i / 32, 0);
          image.getRaster().setSample(i % 32, i / 32, 0, 255 - value);
        }
        DrawnParts.write(entry.mask().orElseThrow(), image);
      }
    }

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).warnings())
        .singleElement(STRING)
        .contains("2 have a mask that marks more than half", "inverted");
  }

  @Test
  void a_mask_that_numbers_kinds_of_defect_by_1_and_2_counts_as_one_in_white_and_is_told()
      throws Exception {
    parts.category("bolt", 32, 2, 2, true);
    Path white = parts.set().entries().get(2).mask().orElseThrow();
    BufferedImage numbers = ImageIO.read(white.toFile());
    for (int i = 0; i < 32 * 32; i++) {
      int value = numbers.getRaster().getSample(i % 32, i / 32, 0) > 127 ? 1 + i % 2 : 0;
      numbers.getRaster().setSample(i % 32, i / 32, 0, value);
    }
    double expected =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS)
            .categories()
            .get("bolt")
            .metrics()
            .aupro();
    DrawnParts.write(white, numbers);

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS);

    assertThat(evaluation.categories().get("bolt").metrics().aupro()).isEqualTo(expected);
    assertThat(evaluation.warnings())
        .singleElement(STRING)
        .contains("1 have masks of small numbers", white.toString());
  }

  @Test
  void a_folder_of_masks_counts_as_their_union() throws Exception {
    parts.category("bolt", 64, 2, 1, true);
    ImageEntry defective = parts.set().entries().get(2);
    Path whole = folder.resolve("whole.png");
    BufferedImage left = DrawnParts.mask(64, 8, 8);
    BufferedImage right = DrawnParts.mask(64, 40, 40);
    BufferedImage both = DrawnParts.mask(64, 8, 8);
    for (int i = 0; i < 64 * 64; i++) {
      int sample = right.getRaster().getSample(i % 64, i / 64, 0);
      if (sample > 0) {
        both.getRaster().setSample(i % 64, i / 64, 0, sample);
      }
    }
    DrawnParts.write(whole, both);
    DrawnParts.write(folder.resolve("masks/000.png"), left);
    DrawnParts.write(folder.resolve("masks/001.png"), right);

    List<Metrics> metrics = new ArrayList<>();
    for (Path mask : List.of(whole, folder.resolve("masks"))) {
      ImageSet set =
          ImageSet.of(
              List.of(
                  parts.set().entries().get(0),
                  new ImageEntry(defective.file(), "bolt", Split.TEST, "spot", Optional.of(mask))));
      metrics.add(Evaluator.evaluate(detector, set, DEFAULTS).categories().get("bolt").metrics());
    }

    assertThat(metrics.get(0).pixelAuroc()).isBetween(0.0, 1.0);
    assertThat(metrics.get(1)).isEqualTo(metrics.get(0));
  }

  @Test
  void normal_images_alone_tell_false_alarms_and_that_nothing_else_can_be_told() throws Exception {
    parts.category("bolt", 32, 3, 0, false);

    Evaluation evaluation = Evaluator.evaluate(new DarkSpotDetector(-1), parts.set(), DEFAULTS);

    CategoryResult bolt = evaluation.categories().get("bolt");
    assertThat(bolt.decisions().falseAlarms()).isEqualTo(3);
    assertThat(bolt.decisions().falsePositiveRate()).isEqualTo(1);
    assertThat(bolt.decisions().detectionRate()).isNaN();
    assertThat(bolt.metrics().imageAuroc()).isNaN();
    assertThat(evaluation.pooledImageAuroc()).isNaN();
    assertThat(evaluation.warnings())
        .singleElement(STRING)
        .contains("no defective image was scored", "test/KIND");
  }

  @Test
  void defective_images_alone_tell_the_detection_rate_and_that_nothing_else_can_be_told()
      throws Exception {
    parts.category("bolt", 32, 0, 3, true);

    Evaluation evaluation = Evaluator.evaluate(new DarkSpotDetector(-1), parts.set(), DEFAULTS);

    CategoryResult bolt = evaluation.categories().get("bolt");
    assertThat(bolt.decisions().detectionRate()).isEqualTo(1);
    assertThat(bolt.decisions().falsePositiveRate()).isNaN();
    assertThat(bolt.metrics().imageAuroc()).isNaN();
    assertThat(evaluation.warnings())
        .singleElement(STRING)
        .contains("no normal image was scored", "test/good");
  }

  @Test
  void test_images_that_were_learned_are_told_with_examples() throws Exception {
    parts.category("bolt", 32, 3, 2, false);
    Path first = parts.set().entries().get(0).file();
    detector.havingLearned(Image.read(first));

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).warnings())
        .singleElement(STRING)
        .contains("of 5 images scored, 1 are among those that were learned", first.toString());
  }

  @Test
  void an_empty_mask_of_a_defect_and_a_mask_of_a_normal_image_are_told() throws Exception {
    parts.category("bolt", 32, 2, 2, true);
    Path black = folder.resolve("black_mask.png");
    DrawnParts.write(black, new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY));
    parts.with(withMask(black));
    ImageEntry normal = parts.set().entries().get(0);
    Path marked = parts.set().entries().get(3).mask().orElseThrow();
    parts.with(new ImageEntry(normal.file(), "bolt", Split.TEST, "good", Optional.of(marked)));

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).warnings())
        .satisfiesExactly(
            text -> assertThat(text).contains("1 are labeled normal", normal.file().toString()),
            text ->
                assertThat(text).contains("1 have a mask that marks nothing", black.toString()));
  }

  @Test
  void too_many_pixels_cost_their_category_the_pixel_figures_and_nothing_else() throws Exception {
    parts.category("bolt", 64, 3, 3, true).category("nut", 32, 3, 3, true);

    Evaluation evaluation = Evaluator.evaluate(detector, parts.set(), DEFAULTS, 4 * 64 * 64);

    CategoryResult bolt = evaluation.categories().get("bolt");
    assertThat(bolt.metrics().imageAuroc()).isNotNaN();
    assertThat(bolt.metrics().pixelAuroc()).isNaN();
    assertThat(bolt.metrics().aupro()).isNaN();
    assertThat(bolt.pixelImages()).isZero();
    assertThat(bolt.pixelNote()).startsWith("no pixel figures: more than 16384 pixels");
    CategoryResult nut = evaluation.categories().get("nut");
    assertThat(nut.metrics().pixelAuroc()).isNotNaN();
    assertThat(nut.pixelNote()).isEmpty();
  }

  @Test
  void a_mask_of_another_size_is_an_error_that_names_both_files_and_sizes() throws Exception {
    Path file = folder.resolve("part.png");
    Path mask = folder.resolve("part_mask.png");
    DrawnParts.write(file, DrawnParts.mask(40, 5, 5));
    DrawnParts.write(mask, DrawnParts.mask(32, 5, 5));
    parts.with(new ImageEntry(file, "bolt", Split.TEST, "spot", Optional.of(mask)));

    for (boolean skip : new boolean[] {false, true}) {
      assertThatThrownBy(
              () -> Evaluator.evaluate(detector, parts.set(), DEFAULTS.withSkipUnreadable(skip)))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(mask.toString())
          .hasMessageContaining("40 x 40")
          .hasMessageContaining("32 x 32");
    }
  }

  @Test
  void an_image_that_cannot_be_read_ends_the_evaluation_and_is_named() throws Exception {
    Path broken = brokenImage();

    assertThatThrownBy(() -> Evaluator.evaluate(detector, parts.set(), DEFAULTS))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(broken.toString());
  }

  @Test
  void an_image_that_cannot_be_read_is_skipped_and_listed_on_request() throws Exception {
    Path broken = brokenImage();
    List<SkippedFile> heard = new ArrayList<>();
    EvaluationProgress listener =
        new EvaluationProgress() {
          @Override
          public void skipped(SkippedFile file) {
            heard.add(file);
          }
        };

    Evaluation evaluation =
        Evaluator.evaluate(
            detector, parts.set(), DEFAULTS.withSkipUnreadable(true).withProgress(listener));

    assertThat(evaluation.images()).hasSize(4);
    assertThat(evaluation.skipped()).extracting(SkippedFile::file).containsExactly(broken);
    assertThat(evaluation.skipped().get(0).reason()).contains(broken.toString());
    assertThat(heard).isEqualTo(evaluation.skipped());
  }

  @Test
  void an_unreadable_mask_takes_its_image_out_of_the_pixel_figures_on_request() throws Exception {
    parts.category("bolt", 32, 2, 1, true);
    Path mask = folder.resolve("broken_mask.png");
    Files.writeString(mask, "no image");
    parts.with(withMask(mask));

    assertThatThrownBy(() -> Evaluator.evaluate(detector, parts.set(), DEFAULTS))
        .hasMessageContaining(mask.toString());
    Evaluation evaluation =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS.withSkipUnreadable(true));

    assertThat(evaluation.categories().get("bolt").decisions().defective()).isEqualTo(2);
    assertThat(evaluation.categories().get("bolt").pixelImages()).isEqualTo(3);
    assertThat(evaluation.skipped()).extracting(SkippedFile::file).containsExactly(mask);
  }

  @Test
  void decode_limits_are_kept() throws Exception {
    parts.category("bolt", 64, 1, 1, true);

    assertThatThrownBy(
            () ->
                Evaluator.evaluate(
                    detector,
                    parts.set(),
                    DEFAULTS.withDecodeLimits(new DecodeLimits(1 << 20, 1000))))
        .isInstanceOf(ImageException.class);
  }

  @Test
  void decode_limits_are_kept_for_masks_too() throws Exception {
    Path file = folder.resolve("part.png");
    Path mask = folder.resolve("part_mask.png");
    DrawnParts.write(file, DrawnParts.mask(30, 5, 5));
    DrawnParts.write(mask, DrawnParts.mask(40, 5, 5));
    parts.with(new ImageEntry(file, "bolt", Split.TEST, "spot", Optional.of(mask)));

    assertThatThrownBy(
            () ->
                Evaluator.evaluate(
                    detector,
                    parts.set(),
                    DEFAULTS.withDecodeLimits(new DecodeLimits(1 << 20, 1000))))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(mask.toString())
        .hasMessageContaining("DecodeLimits.maxPixels");
  }

  @Test
  void routing_accuracy_is_the_share_of_categories_found() throws Exception {
    parts.category("bolt", 32, 3, 0, true).category("nut", 32, 1, 0, true);

    Evaluation evaluation = Evaluator.evaluate(detector.routingTo("bolt"), parts.set(), DEFAULTS);

    assertThat(evaluation.routingAccuracy()).isEqualTo(0.75);
    assertThat(evaluation.categories().get("nut").routingAccuracy()).isZero();
    assertThat(evaluation.images().get(3).predictedCategory()).isEqualTo("bolt");
  }

  @Test
  void routing_accuracy_is_undefined_when_categories_are_named() throws Exception {
    parts.category("bolt", 32, 1, 0, true).category("nut", 32, 1, 0, true);

    Evaluation evaluation =
        Evaluator.evaluate(
            detector.routingTo("bolt"), parts.set(), DEFAULTS.withNameCategories(true));

    assertThat(evaluation.routingAccuracy()).isNaN();
    assertThat(evaluation.images().get(1).predictedCategory()).isEqualTo("nut");
  }

  @Test
  void means_are_over_the_categories_that_define_a_figure() throws Exception {
    parts
        .category("bolt", 48, 4, 6, true)
        .category("nut", 48, 4, 6, false)
        .category("plain", 32, 2, 0, false);

    Evaluation evaluation =
        Evaluator.evaluate(
            detector, parts.set(), DEFAULTS.withHard(List.of("nut", "absent", "nut")));

    Metrics bolt = evaluation.categories().get("bolt").metrics();
    Metrics nut = evaluation.categories().get("nut").metrics();
    assertThat(evaluation.mean().imageAuroc())
        .isCloseTo((bolt.imageAuroc() + nut.imageAuroc()) / 2, within(1e-12));
    assertThat(evaluation.mean().aupro()).isEqualTo(bolt.aupro());
    assertThat(evaluation.hard()).containsExactly("nut");
    assertThat(evaluation.meanHard().imageAuroc()).isEqualTo(nut.imageAuroc());
    assertThat(evaluation.meanHard().aupro()).isNaN();
  }

  @Test
  void without_hard_categories_their_mean_is_undefined() throws Exception {
    parts.category("bolt", 32, 2, 2, true);

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).meanHard())
        .isEqualTo(Metrics.mean(List.of()));
  }

  @Test
  void the_threshold_of_a_category_that_the_detector_does_not_know_is_undefined() throws Exception {
    parts.category("unknown part", 32, 2, 2, true);

    assertThat(
            Evaluator.evaluate(detector, parts.set(), DEFAULTS)
                .categories()
                .get("unknown part")
                .threshold())
        .isNaN();
  }

  @Test
  void the_size_of_the_model_file_is_reported_if_it_is_known() throws Exception {
    parts.category("bolt", 32, 1, 1, true);
    Path model = Files.write(folder.resolve("bolt.anomaly"), new byte[123]);

    assertThat(Evaluator.evaluate(detector, parts.set(), DEFAULTS).run().modelBytes())
        .isEqualTo(OptionalLong.empty());
    assertThat(
            Evaluator.evaluate(detector, parts.set(), DEFAULTS.withModelFile(model))
                .run()
                .modelBytes())
        .hasValue(123);
  }

  @Test
  void latency_is_timed_after_warm_up() throws Exception {
    parts.category("bolt", 32, 3, 0, true);

    Evaluation evaluation =
        Evaluator.evaluate(detector, parts.set(), DEFAULTS.withExamplesPerCategory(0));

    assertThat(detector.detections()).isEqualTo(10 + 3);
    assertThat(evaluation.run().latency().p50()).isPositive();
    assertThat(evaluation.run().latency().p95())
        .isGreaterThanOrEqualTo(evaluation.run().latency().p50());
  }

  @Test
  void percentiles_are_interpolated_between_ranks() {
    long[] nanos = {5_000_000, 1_000_000, 3_000_000, 2_000_000, 4_000_000};

    assertThat(Latency.ofNanos(nanos).p50()).isEqualTo(3);
    assertThat(Latency.ofNanos(nanos).p95()).isCloseTo(4.8, within(1e-12));
    assertThat(Latency.ofNanos(new long[0]).p50()).isNaN();
  }

  @Test
  void the_listener_hears_every_image_in_order() throws Exception {
    parts.category("bolt", 32, 2, 1, true).category("nut", 32, 1, 0, true);
    List<String> heard = new ArrayList<>();

    Evaluator.evaluate(
        detector,
        parts.set(),
        DEFAULTS.withProgress(
            new EvaluationProgress() {
              @Override
              public void category(String category, int images) {
                heard.add(category + " " + images);
              }

              @Override
              public void scored(ScoredImage image, int done, int total) {
                heard.add(done + "/" + total);
              }
            }));

    assertThat(heard).containsExactly("bolt 3", "1/4", "2/4", "3/4", "nut 1", "4/4");
  }

  /** The third image once more, with another mask. */
  private ImageEntry withMask(Path mask) {
    Path file = parts.set().entries().get(2).file();
    return new ImageEntry(file, "bolt", Split.TEST, "spot", Optional.of(mask));
  }

  private Path brokenImage() throws Exception {
    parts.category("bolt", 32, 2, 2, true);
    Path broken = folder.resolve("broken.png");
    Files.writeString(broken, "no image");
    parts.with(new ImageEntry(broken, "bolt", Split.TEST, "spot", Optional.empty()));
    return broken;
  }
}
