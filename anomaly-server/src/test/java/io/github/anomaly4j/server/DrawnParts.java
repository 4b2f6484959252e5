package io.github.anomaly4j.server;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small images of two products, drawn: a striped sheet and a disc, some with a scratch. */
public final class DrawnParts {
  public static final String DISC = "disc";
  public static final String SHEET = "sheet";
  private static final int SIZE = 64;
  private static final int NORMAL = 12;

  private DrawnParts() {}

  /** A PNG file. */
  public static byte[] png(String category, long seed, boolean scratched) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(draw(category, seed, scratched).toBufferedImage(), "png", bytes);
    return bytes.toByteArray();
  }

  private static Image draw(String category, long seed, boolean scratched) {
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

  /** Writes the normal images to learn from, a folder for each product. */
  public static ImageSet training(Path folder) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : List.of(DISC, SHEET)) {
      Path own = Files.createDirectories(folder.resolve(category));
      for (int i = 0; i < NORMAL; i++) {
        Path file = own.resolve(i + ".png");
        Files.write(file, png(category, i, false));
        entries.add(ImageEntry.normal(file, category));
      }
    }
    return ImageSet.of(entries);
  }

  /** A model that is trained in a second or two. */
  public static void train(ImageSet images, Path model) throws IOException {
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .preset(Preset.FAST)
            .imageSize(SIZE, SIZE)
            .evidence(Map.of(Evidence.PATCH, 1.0))
            .memoryBankSize(150)
            .poses(0)
            .unknownProducts(false)
            .train(images)) {
      detector.save(model);
    }
  }
}
