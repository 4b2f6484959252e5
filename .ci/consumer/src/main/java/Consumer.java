import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** What the README begins with, by the published artifacts alone: trains, saves, loads, detects. */
public final class Consumer {
  private Consumer() {}

  public static void main(String[] args) throws Exception {
    List<ImageEntry> sheets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sheets.add(ImageEntry.normal(i + ".png", "sheet", png(sheet(i))));
    }
    Path model = Files.createTempDirectory("consumer").resolve("sheets.anomaly");
    double score;
    try (AnomalyDetector trained =
        AnomalyDetector.builder().imageSize(64, 64).train(ImageSet.of(sheets))) {
      trained.save(model);
      score = trained.detect(sheet(9)).score();
    }
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      double again = detector.detect(sheet(9)).score();
      if (again != score) {
        throw new AssertionError("trained " + score + ", loaded " + again);
      }
      System.out.println("a detector was trained, saved and loaded; the score is " + again);
    }
  }

  private static Image sheet(int number) {
    Random random = new Random(number);
    float[] rgb = new float[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) (0.5 + 0.2 * Math.sin(i % 64 / 2.0) + 0.1 * random.nextDouble());
    }
    return Image.of(64, 64, rgb);
  }

  private static ImageContent png(Image image) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image.toBufferedImage(), "png", bytes);
    return ImageContent.of(bytes.toByteArray());
  }
}
