package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.EmptyImageSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainImagesTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Sessions.start("local[2]", folder, Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static AnomalyDetectorBuilder settings() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .evidence(Evidence.waveletWeights())
        .poses(0)
        .memoryBankSize(100);
  }

  private static void draw(Path to, String category, int count) throws IOException {
    Files.createDirectories(to);
    for (int i = 0; i < count; i++) {
      ImageIO.write(
          DrawnParts.draw(category, i, false).toBufferedImage(),
          "png",
          to.resolve(i + " part.png").toFile());
    }
  }

  @Test
  void a_folder_for_each_product_becomes_a_saved_detector() throws IOException {
    Path images = folder.resolve("flat");
    draw(images.resolve("disc"), DrawnParts.DISC, 6);
    draw(images.resolve("sheet"), DrawnParts.SHEET, 6);
    Path model = folder.resolve("flat.anomaly");
    TrainImages.train(spark, images.toString(), model.toString(), settings());
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      assertThat(detector.categories()).isEqualTo(List.of("disc", "sheet"));
    }
  }

  @Test
  void of_a_layout_with_defects_the_normal_images_are_learned() throws IOException {
    Path images = folder.resolve("mvtec");
    draw(images.resolve("disc/train/good"), DrawnParts.DISC, 6);
    draw(images.resolve("disc/test/scratch"), DrawnParts.DISC, 2);
    assertThat(TrainImages.list(spark, images.toString()).count()).isEqualTo(6);

    draw(images.resolve("sheet/test/scratch"), DrawnParts.SHEET, 2);
    assertThatThrownBy(
            () ->
                TrainImages.train(
                    spark, images.toString(), folder.resolve("x.anomaly").toString(), settings()))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("sheet/");
    assertThat(folder.resolve("x.anomaly")).doesNotExist();
  }
}
