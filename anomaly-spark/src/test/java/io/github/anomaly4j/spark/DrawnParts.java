package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small images of two products, drawn: a striped sheet and a disc, some with a scratch. */
final class DrawnParts {
  static final String DISC = "disc";
  static final String SHEET = "sheet";
  private static final int SIZE = 64;

  private DrawnParts() {}

  static Image draw(String category, long seed, boolean scratched) {
    Random random = new Random(seed);
    double phase = random.nextDouble();
    double center = SIZE / 2.0 + random.nextGaussian();
    int scratch = 20 + random.nextInt(20);
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      double value =
          category.equals(SHEET)
              ? 0.5 + 0.2 * Math.sin(x / 2.0 + phase)
              : Math.hypot(x - center, y - center) < 20 ? 0.6 : 0.15;
      boolean damaged = scratched && Math.abs(x - scratch) < 3 && y > 16 && y < 48;
      rgb[i] =
          (float) Math.max(0, Math.min(1, (damaged ? 1 : value) + 0.02 * random.nextGaussian()));
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  /** Writes images, every third with a scratch, named so that their order is not their number's. */
  static List<Path> write(Path folder, int from, int to) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Path file = folder.resolve("%d part %d.png".formatted(i * 37 % 100, i));
      Image image = draw(i % 2 == 0 ? DISC : SHEET, 1000 + i, i % 3 == 0);
      ImageIO.write(image.toBufferedImage(), "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  /** A detector that is trained in a second or two. */
  static Path model(Path folder) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : List.of(DISC, SHEET)) {
      for (int i = 0; i < 8; i++) {
        Path file = folder.resolve("%s-%d.png".formatted(category, i));
        ImageIO.write(draw(category, i, false).toBufferedImage(), "png", file.toFile());
        entries.add(ImageEntry.normal(file, category));
      }
    }
    Path model = folder.resolve("parts of spring.anomaly");
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .preset(Preset.FAST)
            .imageSize(SIZE, SIZE)
            .evidence(Evidence.waveletWeights())
            .memoryBankSize(150)
            .poses(0)
            .train(ImageSet.of(entries))) {
      detector.save(model);
    }
    return model;
  }
}
