package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector whose features are those of an ONNX model, from training to the saved file. */
class BackboneDetectorTest {
  private static final int SIZE = 32;

  @TempDir private Path folder;
  private Path model;
  private ImageSet images;

  @BeforeEach
  void write() throws IOException {
    model = folder.resolve("tiny.onnx");
    Files.write(model, TinyModel.classifier(1, SIZE, SIZE).bytes());
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : List.of("dark", "light")) {
      entries.addAll(entries(category, 12));
    }
    images = ImageSet.of(entries);
  }

  private List<ImageEntry> entries(String category, int count) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(category, category + i, draw(category, i)));
    }
    return entries;
  }

  private List<ImageEntry> covered(int count) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry("part", "covered" + i, covered(draw("part", i))));
    }
    return entries;
  }

  private ImageEntry entry(String category, String name, Image image) throws IOException {
    Path file = folder.resolve(name + ".png");
    ImageIO.write(image.toBufferedImage(), "png", file.toFile());
    return ImageEntry.normal(file, category);
  }

  @Test
  void it_finds_defects_and_products_without_a_network_of_its_own() throws IOException {
    try (AnomalyDetector detector = builder().train(images)) {
      for (int seed = 100; seed < 105; seed++) {
        for (String category : List.of("dark", "light")) {
          Image normal = draw(category, seed);
          Detection sound = detector.detect(normal);
          Detection found = detector.detect(damaged(normal));
          assertThat(sound.category()).isEqualTo(category);
          assertThat(found.score()).isGreaterThan(sound.score());
          assertThat(found.anomalous()).isTrue();
          assertThat(found.reconstruction()).isEmpty();
          assertThat(found.partialScores())
              .containsOnlyKeys("patch", "image", "detail", "backbone");
        }
      }
      assertThat(detector.provenance().networks()).isEmpty();
    }
  }

  @Test
  void alone_it_tells_products_and_defects_apart_at_its_own_size() throws IOException {
    try (AnomalyDetector detector =
        builder().imageSize(256, 64).evidence(Map.of(Evidence.BACKBONE, 1.0)).train(images)) {
      for (String category : List.of("dark", "light")) {
        Detection sound = detector.detect(draw(category, 100));
        Detection found = detector.detect(damaged(draw(category, 100)));
        assertThat(sound.category()).isEqualTo(category);
        assertThat(sound.anomalous()).isFalse();
        assertThat(found.anomalous()).isTrue();
        assertThat(found.anomalyMap().at(12, 12)).isGreaterThan(found.anomalyMap().at(28, 28));
        assertThat(found.partialScores()).containsOnlyKeys("backbone");
      }
      Path file = folder.resolve("detector.anomaly");
      detector.save(file);
      try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
        Image asked = damaged(draw("dark", 100));
        assertThat(loaded.detect(asked).score()).isEqualTo(detector.detect(asked).score());
      }
    }
  }

  @Test
  void gaussians_of_places_alone_find_what_is_usual_elsewhere() throws IOException {
    try (AnomalyDetector detector = gaussians(ImageSet.of(entries("part", 20)))) {
      Image normal = draw("part", 100);
      Image damaged = covered(normal);
      Detection sound = detector.detect(normal);
      Detection found = detector.detect(damaged);
      assertThat(sound.anomalous()).isFalse();
      assertThat(found.anomalous()).isTrue();
      assertThat(found.partialScores()).containsOnlyKeys("gaussian");
      assertThat(found.anomalyMap().at(20, 20)).isGreaterThan(found.anomalyMap().at(6, 6));
      Path file = folder.resolve("detector.anomaly");
      detector.save(file);
      try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
        assertThat(loaded.detect(damaged).score()).isEqualTo(found.score());
        assertThat(loaded.detect(damaged).anomalyMap().toArray())
            .isEqualTo(found.anomalyMap().toArray());
        // More of the same change little; such as were defective become normal.
        try (AnomalyDetector more = loaded.withNormal(ImageSet.of(entries("part", 30)));
            AnomalyDetector again = more.withThresholds(ThresholdRule.fixed(0))) {
          assertThat(more.detect(normal).anomalous()).isFalse();
          assertThat(more.detect(damaged).anomalous()).isTrue();
          assertThat(again.detect(damaged).score()).isEqualTo(more.detect(damaged).score());
        }
        ImageSet others = ImageSet.of(covered(30));
        try (AnomalyDetector tolerant = loaded.withNormal(others)) {
          assertThat(tolerant.detect(damaged).score()).isLessThan(found.score());
        }
      }
    }
  }

  @Test
  void gaussians_count_beside_others() throws IOException {
    Map<Evidence, Double> evidence =
        Map.of(Evidence.BACKBONE, 1.0, Evidence.GAUSSIAN, 1.0, Evidence.DETAIL, 0.0);
    try (AnomalyDetector detector = builder().evidence(evidence).train(images)) {
      Detection sound = detector.detect(draw("light", 100));
      Detection found = detector.detect(damaged(draw("light", 100)));
      assertThat(found.score()).isGreaterThan(sound.score());
      assertThat(found.partialScores()).containsOnlyKeys("backbone", "gaussian", "detail");
    }
  }

  @Test
  void beside_other_features_images_must_have_its_proportions() {
    assertThatThrownBy(() -> builder().imageSize(2 * SIZE, SIZE).train(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("imageSize 64 x 32")
        .hasMessageContaining("32 x 32");
  }

  @Test
  void a_backbone_without_evidence_by_it_is_refused() {
    assertThatThrownBy(() -> builder().evidence(Map.of(Evidence.PATCH, 1.0)).train(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("add BACKBONE");
  }

  @Test
  void its_evidence_without_a_backbone_is_that_of_the_librarys_trunk() throws IOException {
    for (Evidence kind : List.of(Evidence.BACKBONE, Evidence.GAUSSIAN)) {
      try (AnomalyDetector detector =
          AnomalyDetector.builder()
              .imageSize(SIZE, SIZE)
              .backboneBankSize(200)
              .evidence(Map.of(kind, 1.0))
              .train(ImageSet.of(entries("dark", 12)))) {
        Detection found = detector.detect(damaged(draw("dark", 100)));
        assertThat(found.partialScores()).containsOnlyKeys(kind.key());
        assertThat(found.score()).isGreaterThan(detector.detect(draw("dark", 100)).score());
      }
    }
  }

  @Test
  void other_features_do_not_put_it_away() throws IOException {
    try (AnomalyDetector detector = builder().features(Features.SCATTERING).train(images)) {
      assertThat(detector.detect(draw("dark", 100)).partialScores()).containsKey("backbone");
    }
    assertThatThrownBy(() -> builder().trainNetwork(images, folder.resolve("epochs")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leave the backbone out");
  }

  @Test
  void a_category_of_images_that_are_constant_but_for_a_step_can_be_learned() throws IOException {
    List<ImageEntry> entries = new ArrayList<>(images.entries());
    for (int i = 0; i < 4; i++) {
      Path file = folder.resolve("plain" + i + ".png");
      float gray = 0.2f + 0.1f * i;
      BufferedImage plain = Image.filled(SIZE, SIZE, gray, gray, gray).toBufferedImage();
      // One step of 8 bits: without any contrast, a product is refused.
      plain.setRGB(0, 0, plain.getRGB(0, 0) + 0x010101);
      ImageIO.write(plain, "png", file.toFile());
      entries.add(ImageEntry.normal(file, "plain"));
    }
    try (AnomalyDetector detector = builder().train(ImageSet.of(entries))) {
      assertThat(detector.detect(draw("dark", 100)).score()).isFinite();
      assertThat(detector.detect(Image.filled(SIZE, SIZE, 0.5f, 0.5f, 0.5f)).score()).isFinite();
    }
  }

  @Test
  void it_scores_beside_a_network_of_ours_if_asked_to() throws IOException {
    try (AnomalyDetector detector =
        builder()
            .network(UNetConfig.defaults().withDepth(2).withBaseWidth(4))
            .training(
                TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(5).withCropSize(SIZE))
            .evidence(Map.of(Evidence.BACKBONE, 1.0, Evidence.MASK, 0.5))
            .train(images)) {
      Detection found = detector.explain(draw("dark", 100));
      assertThat(found.reconstruction()).isPresent();
      assertThat(found.partialScores()).containsOnlyKeys("backbone", "mask");
    }
  }

  @Test
  void what_does_not_count_changes_nothing() throws IOException {
    for (Map<Evidence, Double> evidence :
        List.of(
            Map.of(Evidence.BACKBONE, 1.0, Evidence.PATCH, 0.0),
            Map.of(Evidence.BACKBONE, 1.0, Evidence.IMAGE, 0.0),
            Map.of(Evidence.PATCH, 1.0, Evidence.DETAIL, 1.0, Evidence.BACKBONE, 0.0))) {
      try (AnomalyDetector detector = builder().evidence(evidence).train(images)) {
        for (Image image : List.of(draw("dark", 100), damaged(draw("light", 100)))) {
          Detection plain = detector.detect(image);
          Detection explained = detector.explain(image);
          assertThat(plain.category()).isEqualTo(explained.category());
          assertThat(plain.recognized()).isEqualTo(explained.recognized());
          assertThat(plain.score()).isEqualTo(explained.score());
          assertThat(plain.anomalyMap().toArray()).isEqualTo(explained.anomalyMap().toArray());
        }
      }
    }
  }

  @Test
  void a_saved_detector_holds_the_model_and_gives_the_same_bits() throws IOException {
    Path file = folder.resolve("detector.anomaly");
    Image asked = damaged(draw("light", 100));
    double score;
    try (AnomalyDetector detector = builder().train(images)) {
      score = detector.detect(asked).score();
      detector.save(file);
    }
    Files.delete(model);
    try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
      assertThat(loaded.detect(asked).score()).isEqualTo(score);
    }
  }

  @Test
  void a_detector_that_refers_to_the_model_wants_the_same_file_again() throws IOException {
    Path file = folder.resolve("detector.anomaly");
    Image asked = damaged(draw("light", 100));
    double score;
    try (AnomalyDetector detector =
        builder().features(backbone(model).asReference()).train(images)) {
      score = detector.detect(asked).score();
      detector.save(file);
    }
    try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
      assertThat(loaded.detect(asked).score()).isEqualTo(score);
    }
    Path moved = Files.move(model, folder.resolve("moved.onnx"));
    assertThatThrownBy(() -> AnomalyDetector.loader().trustBackbone().load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + ": needs the backbone ")
        .hasMessageContaining("no such file in " + folder);
    try (AnomalyDetector loaded = AnomalyDetector.load(file, backbone(moved))) {
      assertThat(loaded.detect(asked).score()).isEqualTo(score);
    }
    assertThatThrownBy(() -> AnomalyDetector.load(file, backbone(moved).imagenetNormalization()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("open it in the same way");
    Files.write(model, TinyModel.classifier(1, 2 * SIZE, 2 * SIZE).bytes());
    assertThatThrownBy(() -> AnomalyDetector.loader().trustBackbone().load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + ": needs the backbone " + model.getFileName())
        .hasMessageContaining("SHA-256");
    assertThatThrownBy(() -> AnomalyDetector.load(file, OnnxBackbone.of(model).layers("pool")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("give the same file");
  }

  @Test
  void a_backbone_for_a_detector_without_one_is_refused() throws IOException {
    Path file = folder.resolve("detector.anomaly");
    Map<Evidence, Double> evidence = Map.of(Evidence.PATCH, 1.0);
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .imageSize(SIZE, SIZE)
            .memoryBankSize(100)
            .evidence(evidence)
            .train(images)) {
      detector.save(file);
    }
    assertThatThrownBy(() -> AnomalyDetector.load(file, backbone(model)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("needs no backbone");
  }

  @Test
  void detectors_made_from_one_share_its_backbone_whichever_is_closed_first() throws IOException {
    Image asked = draw("dark", 100);
    AnomalyDetector first = builder().train(images);
    AnomalyDetector second = first.withThresholds(ThresholdRule.fixed(0.5), images);
    AnomalyDetector third = second.withNormal(ImageSet.of(entries("dark", 30)));
    double score = first.detect(asked).score();
    first.close();
    assertThat(second.detect(asked).score()).isEqualTo(score);
    second.close();
    second.close();
    assertThat(third.detect(asked).category()).isEqualTo("dark");
    third.close();
    assertThatThrownBy(() -> third.detect(asked)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void four_threads_get_the_bits_of_one() throws Exception {
    try (AnomalyDetector detector = builder().train(images)) {
      double score = detector.detect(draw("dark", 100)).score();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Callable<Double>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(() -> detector.detect(draw("dark", 100)).score());
      }
      for (Future<Double> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(score);
      }
      threads.shutdown();
    }
  }

  private AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .features(backbone(model))
        .imageSize(SIZE, SIZE)
        .memoryBankSize(200)
        .backboneBankSize(200)
        .poses(1);
  }

  private AnomalyDetector gaussians(ImageSet set) throws IOException {
    return builder().evidence(Map.of(Evidence.GAUSSIAN, 1.0)).train(set);
  }

  private static OnnxBackboneBuilder backbone(Path file) {
    return OnnxBackbone.of(file).layers("relu", "pool");
  }

  private static Image draw(String category, long seed) {
    Random random = new Random(seed);
    boolean dark = category.equals("dark");
    boolean part = category.equals("part");
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      // Striped, as shapes tell products apart more surely than light does.
      float level = dark ? 0.4f : 0.65f + i % 4 / 2 * 0.1f;
      if (part) {
        level = i / SIZE % SIZE < SIZE / 2 ? 0.4f : 0.7f;
      }
      rgb[i] = level + 0.05f * random.nextFloat() + (i < SIZE * SIZE ? 0.1f : 0);
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  /** With a patch of the upper half where the lower one is, its corner at (16, 18). */
  private static Image covered(Image image) {
    float[] rgb = image.toArray();
    float[] covered = rgb.clone();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      covered[i] = x >= 16 && x < 22 && y >= 18 && y < 24 ? rgb[i - 16 * SIZE] : rgb[i];
    }
    return Image.of(SIZE, SIZE, covered);
  }

  /** With a patch that is brighter, its corner at (10, 10). */
  private static Image damaged(Image image) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      rgb[i] = x >= 10 && x < 16 && y >= 10 && y < 16 ? Math.min(1, rgb[i] + 0.2f) : rgb[i];
    }
    return Image.of(SIZE, SIZE, rgb);
  }
}
