package io.github.anomaly4j.onnx;

import static io.github.anomaly4j.config.Evidence.BACKBONE;
import static io.github.anomaly4j.config.Evidence.GAUSSIAN;
import static io.github.anomaly4j.config.Evidence.IMAGE;
import static io.github.anomaly4j.config.Evidence.PATCH;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that a release of before wrote, with the backbone in it, gives the scores that this
 * release gave. The file of format version 3 is from commit ab574a1, trained on drawn washers and
 * pieces of wood of 64 x 64 pixels with {@link TinyModel#classifier}, and cut to 6 dimensions to be
 * small; that commit loaded and scored it, too.
 */
class GoldenBackboneTest {
  @TempDir private Path folder;

  @Test
  void a_file_of_an_older_format_gives_the_same_scores_and_so_does_the_file_saved_again()
      throws IOException {
    Path file = folder.resolve("again.anomaly");
    try (InputStream in = new GZIPInputStream(resource("version3/backbone.anomaly.gz"));
        AnomalyDetector detector = AnomalyDetector.loader().trustBackbone().load(in, "golden")) {
      check(detector);
      detector.save(file);
    }
    try (AnomalyDetector again = AnomalyDetector.loader().trustBackbone().load(file)) {
      check(again);
    }
  }

  private static void check(AnomalyDetector detector) throws IOException {
    Map<Evidence, Double> washer =
        Map.of(
            BACKBONE, 4.485905747405823,
            GAUSSIAN, 2.948201494762675,
            PATCH, -0.31853716053746844,
            IMAGE, -4.411234601488905);
    check(detector, "washer-rust", "washer", 1.500274608807027, 1.2237872914834556, washer);
    Map<Evidence, Double> wood =
        Map.of(
            BACKBONE, 5.3353609621436,
            GAUSSIAN, 2.538829463476778,
            PATCH, -0.11274997373622586,
            IMAGE, -4.591139699037481);
    check(detector, "wood-knot", "wood", 1.4629567048028538, 1.2250528021874258, wood);
  }

  private static void check(
      AnomalyDetector detector,
      String image,
      String category,
      double score,
      double threshold,
      Map<Evidence, Double> parts)
      throws IOException {
    try (InputStream in = resource(image + ".png")) {
      Detection found = detector.detect(Image.from(ImageIO.read(in)));
      assertThat(found.category()).isEqualTo(category);
      assertThat(found.threshold()).isEqualTo(threshold);
      assertThat(found.score()).isEqualTo(score);
      assertThat(found.partialScores()).hasSameSizeAs(parts);
      parts.forEach(
          (kind, part) -> assertThat(found.partialScores()).containsEntry(kind.key(), part));
    }
  }

  private static InputStream resource(String name) {
    return requireNonNull(GoldenBackboneTest.class.getResourceAsStream("/golden/" + name), name);
  }
}
