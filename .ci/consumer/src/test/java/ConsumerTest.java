import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README begins with, by the published artifacts alone. */
class ConsumerTest {
  @TempDir private Path folder;

  private static Image sheet(int number) {
    Random random = new Random(number);
    float[] rgb = new float[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) (0.5 + 0.2 * Math.sin(i % 64 / 2.0) + 0.1 * random.nextDouble());
    }
    return Image.of(64, 64, rgb);
  }

  @Test
  void a_detector_is_trained_saved_and_loaded() throws Exception {
    List<ImageEntry> sheets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Image image = sheet(i);
      sheets.add(ImageEntry.normal(i + ".png", "sheet", png(image)));
    }
    Path model = folder.resolve("sheets.anomaly");
    double score;
    try (AnomalyDetector trained =
        AnomalyDetector.builder().imageSize(64, 64).train(ImageSet.of(sheets))) {
      trained.save(model);
      score = trained.detect(sheet(9)).score();
    }
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      assertEquals(score, detector.detect(sheet(9)).score());
    }
  }

  private static ImageContent png(Image image) throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    javax.imageio.ImageIO.write(image.toBufferedImage(), "png", bytes);
    return ImageContent.of(bytes.toByteArray());
  }
}
