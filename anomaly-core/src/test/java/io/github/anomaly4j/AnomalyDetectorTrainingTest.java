package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.feature.ComputedBackbone;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.threshold.QuantileThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import io.github.anomaly4j.threshold.TooFewNormalsException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnomalyDetectorTrainingTest {
  @TempDir private Path folder;

  @Test
  void the_same_seed_gives_the_same_detector_and_another_seed_another_one() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 6));
    Map<String, Tensor> first = trained(images, 7);
    Map<String, Tensor> second = trained(images, 7);
    Map<String, Tensor> other = trained(images, 8);
    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((name, values) -> assertThat(second.get(name)).as(name).isEqualTo(values));
    assertThat(first.keySet().stream().filter(name -> name.startsWith("network/")))
        .isNotEmpty()
        .anySatisfy(name -> assertThat(other.get(name)).isNotEqualTo(first.get(name)));
  }

  private Map<String, Tensor> trained(ImageSet images, long seed) throws IOException {
    Path file = folder.resolve("detector.anomaly");
    try (AnomalyDetector detector =
        DrawnParts.builder().restoration().epochs(1).seed(seed).train(images)) {
      detector.save(file);
    }
    return ModelFile.read(file, "detector", JsonNode.class).tensors().byName();
  }

  @Test
  void broken_images_end_training_by_name_or_are_skipped_on_request() throws IOException {
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 9);
    Path empty = entries.get(2).file();
    Path text = entries.get(7).file();
    Files.write(empty, new byte[0]);
    Files.writeString(text, "not an image");
    ImageSet images = ImageSet.of(entries);
    assertThatThrownBy(() -> DrawnParts.builder().train(images))
        .isInstanceOf(ImageException.class)
        .message()
        .satisfiesAnyOf(
            message -> assertThat(message).contains(empty.toString()),
            message -> assertThat(message).contains(text.toString()));
    Listener listener = new Listener();
    try (AnomalyDetector detector =
        DrawnParts.builder().epochs(1).listener(listener).skipUnreadable().train(images)) {
      assertThat(detector.provenance().skipped())
          .containsExactlyInAnyOrder(empty.toString(), text.toString());
      Provenance.ImageCount used = detector.provenance().images().get(DrawnParts.DISC);
      assertThat(used.learned() + used.heldOut()).isEqualTo(7);
    }
    assertThat(listener.warnings)
        .anySatisfy(text1 -> assertThat(text1).contains("skipped").contains(empty.toString()))
        .anySatisfy(text1 -> assertThat(text1).contains("skipped").contains(text.toString()));
  }

  @Test
  void an_image_of_which_a_backbone_makes_no_numbers_is_named() throws IOException {
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 4);
    Path white = entries.get(2).file();
    ImageIO.write(Image.filled(32, 32, 1, 1, 1).toBufferedImage(), "png", white.toFile());
    Backbone failsOnWhite =
        new ComputedBackbone(
            "fails.file",
            pixels ->
                Map.of("only", new FeatureMap(1, 1, 1, 2, new float[] {0, 1 / (1 - pixels[0])})));
    assertThatThrownBy(
            () ->
                AnomalyDetector.builder()
                    .features(() -> failsOnWhite)
                    .evidence(Map.of(Evidence.BACKBONE, 1.0))
                    .train(ImageSet.of(entries)))
        .isInstanceOf(FeatureException.class)
        .hasMessageContaining(white.toString())
        .hasMessageContaining("\"only\"");
  }

  @Test
  void an_image_given_as_numbers_is_named_by_its_size_or_by_the_name_that_it_got()
      throws IOException {
    Backbone failsOnWhite =
        new ComputedBackbone(
            "fails.file",
            pixels ->
                Map.of("only", new FeatureMap(1, 1, 1, 2, new float[] {0, 1 / (1 - pixels[0])})));
    Image white = Image.filled(48, 32, 1, 1, 1);
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .features(() -> failsOnWhite)
            .evidence(Map.of(Evidence.BACKBONE, 1.0))
            .train(ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 4)))) {
      assertThatThrownBy(() -> detector.detect(white))
          .isInstanceOf(FeatureException.class)
          .hasMessageStartingWith("an image of 48 x 32 given as numbers: ");
      assertThatThrownBy(
              () -> detector.forCategory(DrawnParts.DISC).detect(white.named("camera 2, 17:03")))
          .isInstanceOf(FeatureException.class)
          .hasMessageStartingWith("camera 2, 17:03: ");
    }
  }

  @Test
  void a_listener_hears_every_stage_step_and_epoch_in_order() throws IOException {
    Listener listener = new Listener();
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 6));
    DrawnParts.builder()
        .restoration()
        .training(DrawnParts.training().withStepsPerEpoch(3))
        .listener(listener)
        .train(images)
        .close();
    assertThat(listener.heard)
        .startsWith("stage reading images of 6")
        .containsSubsequence(
            "stage training of 6",
            "step 1/1",
            "step 1/2",
            "step 1/3",
            "epoch 1",
            "step 2/1",
            "step 2/2",
            "step 2/3",
            "epoch 2",
            "stage memory banks of 72",
            "finished")
        .endsWith("finished");
    assertThat(listener.heard.stream().filter(text -> text.startsWith("step"))).hasSize(6);
  }

  @Test
  void a_given_threshold_stands_for_every_category_and_is_not_warned_of() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 6));
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).threshold(-1.25).train(images)) {
      assertThat(detector.threshold(DrawnParts.DISC)).isEqualTo(-1.25);
      assertThat(detector.provenance().warnings()).noneMatch(text -> text.contains("threshold"));
    }
  }

  @Test
  void a_lower_false_positive_rate_gives_a_higher_threshold() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 16));
    double strict = thresholdAt(0.001, images);
    double loose = thresholdAt(0.5, images);
    assertThat(strict).isGreaterThan(loose);
  }

  private static double thresholdAt(double rate, ImageSet images) throws IOException {
    try (AnomalyDetector detector =
        DrawnParts.builder().epochs(1).falsePositiveRate(rate).train(images)) {
      return detector.threshold(DrawnParts.DISC);
    }
  }

  @Test
  void a_network_without_a_mask_output_makes_a_detector_that_is_saved_whole() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.SHEET, 6));
    Path file = folder.resolve("plain.anomaly");
    try (AnomalyDetector detector =
            DrawnParts.builder()
                .network(DrawnParts.network().withMaskOutput(false))
                .epochs(1)
                .train(images);
        AnomalyDetector loaded = saved(detector, file)) {
      Detection detection = detector.explain(DrawnParts.draw(DrawnParts.SHEET, 50));
      assertThat(detection.partialScores()).doesNotContainKey("mask").containsKey("patch");
      assertThat(loaded.provenance()).isEqualTo(detector.provenance());
      assertThat(loaded.detect(DrawnParts.draw(DrawnParts.SHEET, 50)).score())
          .isEqualTo(detection.score());
    }
  }

  private static AnomalyDetector saved(AnomalyDetector detector, Path file) throws IOException {
    detector.save(file);
    return AnomalyDetector.load(file);
  }

  @Test
  void a_frame_need_not_be_square_nor_images_vary() throws IOException {
    BufferedImage image = DrawnParts.draw(DrawnParts.DISC, 0).toBufferedImage();
    List<ImageEntry> copies = new ArrayList<>();
    for (int type : List.of(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB)) {
      for (String format : List.of("png", "tif")) {
        // Alike but for one pixel by one step: copies would count once.
        Path file = folder.resolve("copy%d.%s".formatted(type, format));
        BufferedImage same = new BufferedImage(image.getWidth(), image.getHeight(), type);
        same.getGraphics().drawImage(image, 0, 0, null);
        same.setRGB(0, 0, same.getRGB(0, 0) ^ (copies.size() + 1));
        ImageIO.write(same, format, file.toFile());
        copies.add(ImageEntry.normal(file, DrawnParts.DISC));
      }
    }
    try (AnomalyDetector detector =
        DrawnParts.builder().imageSize(72, 40).epochs(1).train(ImageSet.of(copies))) {
      Detection same = detector.detect(DrawnParts.draw(DrawnParts.DISC, 0));
      Detection damaged =
          detector.detect(DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 0), 25, 25));
      assertThat(same.score()).isFinite().isLessThan(damaged.score());
      assertThat(damaged.score()).isFinite();
    }
  }

  @Test
  void copies_with_other_compression_count_once_and_test_images_are_found_among_those_learned()
      throws IOException {
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 6);
    BufferedImage pixels = ImageIO.read(entries.get(3).file().toFile());
    Path copy = folder.resolve("copy.tif");
    ImageIO.write(pixels, "tif", copy.toFile());
    entries.add(ImageEntry.normal(copy, DrawnParts.DISC));
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).train(ImageSet.of(entries))) {
      assertThat(detector.provenance().warnings())
          .anyMatch(text -> text.contains("left out 1 image of " + DrawnParts.DISC));
      assertThat(detector.provenance().fingerprints()).hasSize(6).isSorted();
      assertThat(detector.learned(Image.read(copy))).isTrue();
      pixels.setRGB(0, 0, pixels.getRGB(0, 0) ^ 1);
      assertThat(detector.learned(Image.from(pixels))).isFalse();
    }
  }

  @Test
  void a_product_whose_images_show_nothing_is_refused() throws IOException {
    List<ImageEntry> blank = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        image.getRaster().setSample(pixel % 32, pixel / 32, 0, 10 * i);
      }
      Path file = folder.resolve("blank%d.png".formatted(i));
      ImageIO.write(image, "png", file.toFile());
      blank.add(ImageEntry.normal(file, "nut"));
    }
    assertThatThrownBy(() -> DrawnParts.builder().epochs(1).train(ImageSet.of(blank)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("category nut shows nothing", "of one color", "blank");
  }

  @Test
  void copies_of_a_file_count_once_and_are_named() throws IOException {
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 6);
    Path copy = folder.resolve("copy.png");
    Files.copy(entries.get(3).file(), copy);
    entries.add(ImageEntry.normal(copy, DrawnParts.DISC));
    Listener listener = new Listener();
    try (AnomalyDetector detector =
        DrawnParts.builder().epochs(1).listener(listener).train(ImageSet.of(entries))) {
      Provenance.ImageCount used = detector.provenance().images().get(DrawnParts.DISC);
      assertThat(used.learned() + used.heldOut()).isEqualTo(6);
      assertThat(detector.provenance().warnings()).anyMatch(text -> text.contains("left out"));
    }
    assertThat(listener.warnings)
        .anyMatch(text -> text.contains("left out") && text.contains("the same, pixel by pixel"));
  }

  @ParameterizedTest
  @EnumSource(Features.class)
  void whatever_the_features_a_defect_stands_out_and_a_saved_detector_gives_the_same_bits(
      Features features) throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 8));
    Image sound = DrawnParts.draw(DrawnParts.DISC, 60);
    Image damaged = DrawnParts.damaged(sound, 25, 25);
    try (AnomalyDetector detector =
            DrawnParts.builder().epochs(1).features(features).train(images);
        AnomalyDetector loaded = saved(detector, folder.resolve("features.anomaly"))) {
      assertThat(detector.detect(damaged).score()).isGreaterThan(detector.detect(sound).score());
      assertThat(loaded.detect(damaged).score()).isEqualTo(detector.detect(damaged).score());
      assertThat(loaded.detect(damaged).anomalyMap().toArray())
          .isEqualTo(detector.detect(damaged).anomalyMap().toArray());
    }
  }

  @Test
  void every_kind_of_evidence_gives_the_same_bits_once_loaded() throws IOException {
    Map<Evidence, Double> all = new TreeMap<>();
    for (Evidence kind : Evidence.values()) {
      all.put(kind, 1.0);
    }
    all.keySet().removeIf(kind -> EvidenceKinds.of(kind).needsBackbone());
    assertSameOnceLoaded(all);
  }

  @Test
  void many_images_do_not_all_tell_the_scale_of_what_does_not_count() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.SHEET, 52));
    try (AnomalyDetector detector = DrawnParts.builder().restoration().epochs(1).train(images)) {
      Detection detection = detector.explain(DrawnParts.draw(DrawnParts.SHEET, 60));
      assertThat(detection.partialScores()).containsKeys("mask", "reconstruction");
      assertThat(detection.partialScores().values()).allMatch(Double::isFinite);
      assertThat(detection.anomalous()).isFalse();
    }
  }

  @Test
  void an_image_may_be_scored_by_what_has_no_map() throws IOException {
    assertSameOnceLoaded(Map.of(Evidence.BOTTLENECK, 1.0, Evidence.SPREAD, 1.0));
  }

  private void assertSameOnceLoaded(Map<Evidence, Double> evidence) throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 6));
    Image damaged = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 60), 25, 25);
    try (AnomalyDetector detector =
            DrawnParts.builder().epochs(1).evidence(evidence).train(images);
        AnomalyDetector loaded = saved(detector, folder.resolve("evidence.anomaly"))) {
      Detection detection = detector.detect(damaged);
      assertThat(detection.partialScores().keySet())
          .containsExactlyInAnyOrderElementsOf(
              evidence.keySet().stream().map(Evidence::key).toList());
      assertThat(detection.score()).isFinite();
      assertThat(loaded.detect(damaged).score()).isEqualTo(detection.score());
      assertThat(loaded.detect(damaged).partialScores()).isEqualTo(detection.partialScores());
      assertThat(loaded.detect(damaged).anomalyMap().toArray())
          .isEqualTo(detection.anomalyMap().toArray());
    }
  }

  @Test
  void the_two_stage_router_finds_the_category_and_comes_back_from_the_file() throws IOException {
    ImageSet images = DrawnParts.write(folder, 6);
    try (AnomalyDetector detector =
            DrawnParts.builder().epochs(1).routing(Routing.TWO_STAGE).train(images);
        AnomalyDetector loaded = saved(detector, folder.resolve("routing.anomaly"))) {
      for (String category : detector.categories()) {
        for (int i = 0; i < 5; i++) {
          Image image = DrawnParts.draw(category, 70 + i);
          assertThat(detector.detect(image).category()).isEqualTo(category);
          assertThat(detector.detect(image).recognized()).isTrue();
          assertThat(loaded.detect(image).category()).isEqualTo(category);
        }
      }
    }
  }

  @Test
  void an_unknown_product_is_not_recognized_unless_its_category_is_named() throws IOException {
    ImageSet images = DrawnParts.write(folder, 12);
    Image foreign = Image.filled(64, 64, 0.9f, 0.1f, 0.1f);
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).train(images)) {
      assertThat(detector.detect(foreign).recognized()).isFalse();
      assertThat(detector.forCategory(DrawnParts.DISC).detect(foreign).recognized()).isTrue();
    }
  }

  @Test
  void with_one_product_nothing_is_unknown_unless_the_caller_asks_for_it() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 12));
    Image foreign = Image.filled(64, 64, 0.9f, 0.1f, 0.1f);
    Image damaged = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 50), 25, 25);
    try (AnomalyDetector alone = DrawnParts.builder().epochs(1).train(images);
        AnomalyDetector loaded = saved(alone, folder.resolve("alone.anomaly"));
        AnomalyDetector asked = DrawnParts.builder().epochs(1).unknownProducts(true).train(images);
        AnomalyDetector askedLoaded = saved(asked, folder.resolve("asked.anomaly"))) {
      for (AnomalyDetector detector : List.of(alone, loaded)) {
        assertThat(detector.detect(foreign).recognized()).isTrue();
        assertThat(detector.detect(foreign).verdict()).isEqualTo(Detection.Verdict.ANOMALOUS);
        assertThat(detector.detect(damaged).verdict()).isEqualTo(Detection.Verdict.ANOMALOUS);
      }
      for (AnomalyDetector detector : List.of(asked, askedLoaded)) {
        assertThat(detector.detect(foreign).verdict()).isEqualTo(Detection.Verdict.UNKNOWN_PRODUCT);
        assertThat(detector.detect(foreign).passes()).isFalse();
      }
    }
  }

  @Test
  void a_detector_of_whole_images_alone_says_nothing_of_places() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 12));
    Image damaged = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 50), 25, 25);
    try (AnomalyDetector detector =
        DrawnParts.builder().evidence(Map.of(Evidence.IMAGE, 1.0)).train(images)) {
      Image foreign = Image.filled(damaged.width(), damaged.height(), 0.9f, 0.1f, 0.1f);
      for (Image image : List.of(damaged, foreign)) {
        Detection detection = detector.detect(image);
        assertThat(detection.warnings())
            .extracting(Warning::kind)
            .doesNotContain(Warning.Kind.MAP_CLEAR_ANOMALOUS, Warning.Kind.MAP_ABOVE_NORMAL);
        assertThat(Image.from(detection.heatmap())).isEqualTo(Image.from(image.toBufferedImage()));
      }
      assertThat(detector.detect(foreign).anomalous()).isTrue();
    }
  }

  @Test
  void with_several_products_the_caller_may_have_nothing_unknown() throws IOException {
    Image foreign = Image.filled(64, 64, 0.9f, 0.1f, 0.1f);
    try (AnomalyDetector detector =
        DrawnParts.builder().epochs(1).unknownProducts(false).train(DrawnParts.write(folder, 12))) {
      assertThat(detector.detect(foreign).recognized()).isTrue();
    }
  }

  @Test
  void normal_images_that_are_added_score_lower_and_the_first_detector_stays() throws IOException {
    ImageSet images = DrawnParts.write(folder, 8);
    Image odd = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 60), 25, 25);
    Path file = folder.resolve("odd.png");
    ImageIO.write(odd.toBufferedImage(), "png", file.toFile());
    ImageSet added = ImageSet.of(List.of(ImageEntry.normal(file, DrawnParts.DISC)));
    AnomalyDetector first = DrawnParts.builder().epochs(1).train(images);
    double before = first.forCategory(DrawnParts.DISC).detect(Image.read(file)).score();
    AnomalyDetector second = first.withNormal(added);
    assertThat(first.forCategory(DrawnParts.DISC).detect(Image.read(file)).score())
        .isEqualTo(before);
    first.close();
    try (AnomalyDetector loaded = saved(second, folder.resolve("extended.anomaly"))) {
      double after = second.forCategory(DrawnParts.DISC).detect(Image.read(file)).score();
      assertThat(after).isLessThan(before);
      assertThat(loaded.forCategory(DrawnParts.DISC).detect(Image.read(file)).score())
          .isEqualTo(after);
      assertThat(loaded.provenance().changes()).containsExactly("1 normal images added");
    }
    second.close();
  }

  @Test
  void thresholds_follow_a_rule_on_other_images_and_are_saved() throws IOException {
    ImageSet images = DrawnParts.write(folder, 8);
    List<ImageEntry> labeled = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Image part = DrawnParts.draw(DrawnParts.DISC, 80 + i);
      Image shown = i % 2 == 0 ? part : DrawnParts.damaged(part, 25, 25);
      Path file = folder.resolve("labeled%d.png".formatted(i));
      ImageIO.write(shown.toBufferedImage(), "png", file.toFile());
      labeled.add(
          new ImageEntry(
              file,
              DrawnParts.DISC,
              Split.TEST,
              i % 2 == 0 ? ImageEntry.GOOD : "spot",
              Optional.empty()));
    }
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).train(images);
        AnomalyDetector ruled =
            detector.withThresholds(ThresholdRule.f1Max(), ImageSet.of(labeled));
        AnomalyDetector fixed =
            detector.withThresholds(ThresholdRule.fixed(1.5), ImageSet.of(labeled));
        AnomalyDetector loaded = saved(ruled, folder.resolve("ruled.anomaly"))) {
      for (ImageEntry entry : labeled) {
        assertThat(ruled.forCategory(DrawnParts.DISC).detect(Image.read(entry.file())).anomalous())
            .isEqualTo(entry.anomalous());
      }
      assertThat(fixed.threshold(DrawnParts.DISC)).isEqualTo(1.5);
      assertThat(ruled.threshold(DrawnParts.SHEET)).isEqualTo(detector.threshold(DrawnParts.SHEET));
      assertThat(loaded.threshold(DrawnParts.DISC)).isEqualTo(ruled.threshold(DrawnParts.DISC));
      assertThatThrownBy(
              () -> detector.withThresholds(new QuantileThreshold(0.01), ImageSet.of(labeled)))
          .isInstanceOf(TooFewNormalsException.class);
    }
  }

  @Test
  void a_network_without_coarse_levels_has_no_encoder_features() throws IOException {
    ImageSet images = ImageSet.of(List.of(ImageEntry.normal(Path.of("missing.png"), "nut")));
    rejected(
        () ->
            DrawnParts.builder()
                .network(DrawnParts.network().withMaskOutput(false))
                .evidence(Map.of(Evidence.MASK, 1.0))
                .train(images),
        "evidence");
    rejected(
        () ->
            DrawnParts.builder()
                .network(UNetConfig.defaults().withDepth(1))
                .features(Features.ENCODER)
                .train(images),
        "depth");
  }

  @Test
  void an_interrupt_while_the_library_is_filled_ends_training() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 5));
    TrainingProgress interrupting =
        new TrainingProgress() {
          @Override
          public void stage(String name, int total) {
            if (name.equals("memory banks")) {
              Thread.currentThread().interrupt();
            }
          }
        };
    assertThatThrownBy(() -> DrawnParts.builder().epochs(1).listener(interrupting).train(images))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_category_with_too_few_images_is_named_before_anything_is_read() throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(ImageEntry.normal(Path.of("missing%d.png".formatted(i)), "cap"));
    }
    entries.add(ImageEntry.normal(Path.of("missing.png"), "nut"));
    assertThatThrownBy(() -> DrawnParts.builder().train(ImageSet.of(entries)))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("nut")
        .hasMessageContaining("has 1 ");
  }

  @Test
  void a_category_with_nothing_but_test_images_is_named() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(
          new ImageEntry(Path.of(i + ".png"), "nut", Split.TEST, "crack", Optional.empty()));
    }
    assertThatThrownBy(() -> DrawnParts.builder().train(ImageSet.of(entries)))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("nut")
        .hasMessageContaining("has 0 normal training images");
  }

  @Test
  void a_category_left_with_too_few_readable_images_is_named() throws IOException {
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 5);
    for (ImageEntry entry : entries) {
      Files.write(entry.file(), new byte[0]);
    }
    assertThatThrownBy(() -> DrawnParts.builder().skipUnreadable().train(ImageSet.of(entries)))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("disc has 0 readable images that differ");
  }

  @Test
  void an_image_beyond_the_decode_limits_is_named() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 5));
    assertThatThrownBy(
            () ->
                DrawnParts.builder()
                    .decodeLimits(new DecodeLimits(1 << 20, 64 * 64 - 1))
                    .train(images))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(".png");
  }

  @Test
  void a_detectors_file_is_no_checkpoint() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 5));
    Path file = folder.resolve("other.anomaly");
    new ModelFile<>(Map.of(), Tensors.none()).write(file, "detector");
    assertThatThrownBy(() -> DrawnParts.builder().restoration().checkpoint(file).train(images))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("holds a detector; expected a training checkpoint");
  }

  @Test
  void a_preset_sets_epochs_and_library_and_later_settings_override_it() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 5));
    AnomalyDetectorBuilder builder =
        DrawnParts.builder()
            .restoration()
            .preset(Preset.FAST)
            .training(Preset.FAST.training().withStepsPerEpoch(2).withCropSize(32));
    try (AnomalyDetector fast = builder.train(images);
        AnomalyDetector small = builder.memoryBankSize(20).train(images)) {
      assertThat(fast.provenance().networks().get(0).curve()).hasSize(1);
      fast.save(folder.resolve("fast"));
      small.save(folder.resolve("small"));
      assertThat(Files.size(folder.resolve("fast")))
          .isGreaterThan(Files.size(folder.resolve("small")));
    }
    assertThat(Preset.BALANCED.training()).isEqualTo(TrainingConfig.defaults());
  }

  @Test
  void setters_reject_what_cannot_work() {
    AnomalyDetectorBuilder builder = AnomalyDetector.builder();
    rejected(() -> builder.imageSize(31, 64), "32");
    rejected(() -> builder.imageSize(64, 4104), "4096");
    rejected(() -> builder.epochs(0), "epochs");
    rejected(() -> builder.memoryBankSize(0), "memoryBankSize");
    rejected(() -> builder.memoryBankSize(1_000_001), "memoryBankSize");
    for (double rate : new double[] {0, 1, -1, Double.NaN}) {
      rejected(() -> builder.falsePositiveRate(rate), "false-positive rate");
    }
    rejected(() -> builder.evidence(Map.of(Evidence.MASK, 0.0)), "weights");
    rejected(() -> builder.evidence(Map.of(Evidence.MASK, Double.NaN)), "weights");
    rejected(() -> builder.threshold(Double.NaN), "threshold");
    rejected(() -> builder.threshold(Double.POSITIVE_INFINITY), "threshold");
    assertThatThrownBy(() -> builder.listener(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.network(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.checkpoint(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.keepEpochs(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void a_size_that_does_not_fit_the_network_is_refused_before_anything_is_read() {
    ImageSet images = ImageSet.of(List.of(ImageEntry.normal(Path.of("missing.png"), "nut")));
    rejected(
        () ->
            AnomalyDetector.builder()
                .restoration()
                .imageSize(72, 64)
                .network(UNetConfig.defaults().withDepth(4))
                .train(images),
        "multiple of 16");
    rejected(
        () ->
            AnomalyDetector.builder()
                .imageSize(36, 36)
                .network(UNetConfig.defaults().withDepth(2))
                .train(images),
        "multiple of 8");
    rejected(
        () ->
            AnomalyDetector.builder()
                .restoration()
                .training(DrawnParts.training().withCropSize(40))
                .train(images),
        "crop size");
  }

  @Test
  void settings_of_a_network_are_refused_where_none_is_trained() {
    ImageSet images = ImageSet.of(List.of(ImageEntry.normal(Path.of("missing.png"), "nut")));
    for (AnomalyDetectorBuilder builder :
        List.of(
            DrawnParts.builder().keepEpochs(folder),
            DrawnParts.builder().checkpoint(folder.resolve("run")),
            DrawnParts.builder().networkPerCategory())) {
      rejected(() -> builder.train(images), "call restoration()");
    }
  }

  @Test
  void by_default_no_network_is_trained() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 5));
    try (AnomalyDetector detector = DrawnParts.builder().train(images)) {
      assertThat(detector.provenance().networks()).isEmpty();
      Detection explained = detector.explain(DrawnParts.draw(DrawnParts.DISC, 60));
      assertThat(explained.reconstruction()).isEmpty();
      assertThat(explained.partialScores()).containsOnlyKeys("patch", "detail", "image");
    }
  }

  @Test
  void more_categories_than_a_file_takes_are_refused_before_anything_is_read() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i <= 1000; i++) {
      entries.add(ImageEntry.normal(Path.of("missing.png"), "part" + i));
    }
    rejected(() -> DrawnParts.builder().train(ImageSet.of(entries)), "1001 categories");
  }

  private static void rejected(ThrowingCallable call, String said) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  private static final class Listener implements TrainingProgress {
    private final List<String> heard = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @Override
    public void stage(String name, int total) {
      heard.add("stage %s of %d".formatted(name, total));
    }

    @Override
    public void step(StepReport report) {
      heard.add("step %d/%d".formatted(report.epoch(), report.step()));
    }

    @Override
    public void epoch(EpochReport report) {
      heard.add("epoch " + report.epoch());
    }

    @Override
    public void warning(String text) {
      warnings.add(text);
    }

    @Override
    public void finished() {
      heard.add("finished");
    }
  }
}
