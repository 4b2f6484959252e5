package io.github.anomaly4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DetectorReference;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.cli.product.Specimen;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.reference.ReferenceComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example runs, on drawn pieces of wood. */
class ExamplesTest {
  private static final String WOOD = Product.WOOD.category();

  @TempDir private static Path folder;

  private static Path images;
  private static Path normal;
  private static Path defective;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    images = folder.resolve("images");
    new ProductFolder(List.of(Product.WOOD), 1, 12, 4, 2).write(images);
    normal = images.resolve("wood/train/good");
    defective = images.resolve("wood/test/knot/001.png");
    model = folder.resolve("wood.anomaly");
    try (AnomalyDetector detector = settings().train(ImageSet.folder(images))) {
      detector.save(model);
    }
  }

  /** Small, and without a backbone. */
  private static AnomalyDetectorBuilder settings() {
    return AnomalyDetector.builder().imageSize(64, 64).evidence(Evidence.waveletWeights());
  }

  @Test
  void a_detector_is_trained_saved_and_loaded_and_draws_a_heat_map() throws IOException {
    Path heatmap = folder.resolve("heatmap.png");
    TrainAndDetect.run(settings(), normal, folder.resolve("trained.anomaly"), defective, heatmap);
    assertThat(ImageIO.read(heatmap.toFile()).getWidth()).isEqualTo(Product.SIZE);
  }

  @Test
  void an_upload_is_answered_or_refused() throws IOException {
    List<String> answers =
        DetectUpload.answers(model, List.of(Files.readAllBytes(defective), new byte[100]));
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0)).startsWith("ANOMALOUS");
    assertThat(answers.get(1)).startsWith("refused: ");
  }

  @Test
  void many_images_are_answered_in_order_and_a_broken_one_does_not_stop_them() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
    List<String> answers = WatchManyImages.answers(model, Stream.of(defective, broken, defective));
    assertThat(answers).hasSize(3);
    assertThat(answers.get(0)).isEqualTo(answers.get(2)).startsWith("ANOMALOUS, p = 0.");
    assertThat(answers.get(1)).startsWith("failed: ").contains("broken.png");
  }

  @Test
  void a_detector_learns_from_a_false_alarm_and_from_labels() throws IOException {
    Path adapted = Files.copy(model, folder.resolve("adapted.anomaly"));
    Path alarm = images.resolve("wood/test/good/000.png");
    double before = score(adapted, alarm);
    Path labeled = folder.resolve("labeled");
    new ProductFolder(List.of(Product.WOOD), 2, 1, 4, 1).write(labeled);
    AdaptWithoutTraining.adapt(adapted, alarm, WOOD, labeled);
    assertThat(score(adapted, alarm)).isLessThan(before);
    try (AnomalyDetector detector = AnomalyDetector.load(adapted)) {
      assertThat(detector.provenance().changes()).hasSize(2);
    }
  }

  private static double score(Path model, Path photo) throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      return detector.detect(photo).score();
    }
  }

  @Test
  void a_model_is_replaced_while_it_is_used() throws IOException {
    Image photo = Image.read(defective);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (DetectorReference detector = DetectorReference.to(AnomalyDetector.load(model))) {
      double before = detector.detect(photo).score();
      ReplaceModel.replace(detector, settings().seed(7), ImageSet.folder(normal), pool);
      assertThat(detector.detect(photo).score()).isNotEqualTo(before);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void a_pretrained_model_describes_patches_too() throws Exception {
    Path onnx = Path.of(ExamplesTest.class.getResource("/tiny.onnx").toURI());
    Detection detection =
        UsePretrainedModel.run(
            settings().evidence(Evidence.defaultWeights()),
            onnx,
            normal,
            folder.resolve("pretrained.anomaly"),
            defective);
    assertThat(detection.partialScores()).containsKey("backbone");
  }

  @Test
  void a_board_is_compared_with_its_own_image_without_its_defect() throws IOException {
    Path part = folder.resolve("board.png");
    Path golden = folder.resolve("golden.png");
    Specimen defective = Product.BOARD.defective(3, 1, "missing_part", 1);
    ImageIO.write(defective.image().toBufferedImage(), "png", part.toFile());
    ImageIO.write(Product.BOARD.normal(3, 1).toBufferedImage(), "png", golden.toFile());
    Path heatmap = folder.resolve("board-heatmap.png");
    assertThat(CompareWithReference.compare(golden, golden, heatmap).passes()).isTrue();
    ReferenceComparison comparison = CompareWithReference.compare(part, golden, heatmap);
    assertThat(comparison.passes()).isFalse();
    assertThat(comparison.regions()).isNotEmpty();
    assertThat(ImageIO.read(heatmap.toFile()).getWidth()).isEqualTo(Product.SIZE);
  }
}
