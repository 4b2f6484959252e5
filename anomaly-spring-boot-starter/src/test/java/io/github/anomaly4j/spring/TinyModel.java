package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** Detectors of small drawn images of two striped products, each trained once for all tests. */
final class TinyModel {
  static final String FINE = "fine";
  static final String WIDE = "wide";
  private static final int SIZE = 64;
  private static final Map<Integer, byte[]> TRAINED = new ConcurrentHashMap<>();

  private TinyModel() {}

  /** An image file, with a scratch or without. */
  static byte[] png(String product, int number, boolean scratched) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image(product, number, scratched).toBufferedImage(), "png", bytes);
    return bytes.toByteArray();
  }

  static Image image(String product, int number, boolean scratched) {
    Random random = new Random(number);
    double phase = random.nextDouble();
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      double stripes = 0.5 + 0.2 * Math.sin(x / (product.equals(FINE) ? 1.0 : 4.0) + phase);
      boolean damaged = scratched && Math.abs(x - 30) < 3 && y > 16 && y < 48;
      double value = (damaged ? 1 : stripes) + 0.02 * random.nextGaussian();
      rgb[i] = (float) Math.max(0, Math.min(1, value));
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  /** Writes the detector of a seed, as {@code save} does: by a rename. */
  static Path write(Path file, int seed) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    Files.write(whole, bytes(seed));
    return Files.move(
        whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static byte[] bytes(int seed) {
    return TRAINED.computeIfAbsent(seed, TinyModel::train).clone();
  }

  private static byte[] train(int seed) {
    try {
      List<ImageEntry> entries = new ArrayList<>();
      for (String product : List.of(FINE, WIDE)) {
        for (int i = 0; i < 8; i++) {
          String name = product + i + ".png";
          ImageContent content = ImageContent.of(png(product, 100 * seed + i, false));
          entries.add(ImageEntry.normal(name, product, content));
        }
      }
      var saved = new ByteArrayOutputStream();
      try (AnomalyDetector detector =
          AnomalyDetector.builder()
              .preset(Preset.FAST)
              .imageSize(SIZE, SIZE)
              .evidence(Evidence.waveletWeights())
              .memoryBankSize(150)
              .poses(0)
              .seed(seed)
              .train(ImageSet.of(entries))) {
        detector.save(saved);
      }
      return saved.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
