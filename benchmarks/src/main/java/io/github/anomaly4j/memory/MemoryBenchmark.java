package io.github.anomaly4j.memory;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.train.TrainingConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/**
 * Detects on drawn pictures and prints the resident memory of the process, heap and native memory
 * together, as it goes: after {@value #DETECTIONS} detections it must be within 5 % of what it was
 * after {@value #FIRST}. Exits with 1 if it is not. The network's training is one short epoch: what
 * it has learned does not matter to memory. Linux only.
 */
public final class MemoryBenchmark {
  private static final int FIRST = 200;
  private static final int DETECTIONS = 2000;
  private static final double BAR = 0.05;
  private static final int PICTURES = 12;
  private static final Path STATUS = Path.of("/proc/self/status");

  private MemoryBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args none
   * @throws IOException if the pictures cannot be written, or this is not Linux
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("anomaly4j-memory");
    Path model = folder.resolve("model.anomaly");
    List<Path> files = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      // Several sizes and both aspect ratios, as a plant's cameras have.
      Path file = folder.resolve("part" + i + ".png");
      ImageIO.write(draw(200 + 40 * (i % 4), 300 - 30 * (i % 3), i), "png", file.toFile());
      files.add(file);
      pictures.add(Picture.read(file));
    }
    try (AnomalyDetector trained =
        AnomalyDetector.builder()
            .training(TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(4))
            .train(ImageSet.folder(folder))) {
      trained.save(model);
    }
    boolean passed;
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      passed = measure(detector, pictures);
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(model);
    Files.delete(folder);
    System.exit(passed ? 0 : 1);
  }

  private static boolean measure(AnomalyDetector detector, List<Picture> pictures)
      throws IOException {
    long first = 0;
    long last = 0;
    for (int i = 1; i <= DETECTIONS; i++) {
      detector.detect(pictures.get(i % pictures.size())).heatmap();
      if (i % FIRST == 0) {
        last = residentBytes();
        first = i == FIRST ? last : first;
        System.out.printf("after %,5d detections: %,d MB resident%n", i, last >> 20);
      }
    }
    double growth = (double) last / first - 1;
    boolean passed = growth <= BAR;
    System.out.printf(
        "growth from %d to %,d: %.1f %% (at most %.0f)  %s%n",
        FIRST, DETECTIONS, 100 * growth, 100 * BAR, passed ? "PASS" : "MISS");
    return passed;
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException(STATUS + " does not tell the resident memory");
  }

  private static BufferedImage draw(int width, int height, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int level = (int) (120 + 50 * Math.sin(x / 6.0) + 30 * random.nextDouble());
        image.setRGB(x, y, level << 16 | level << 8 | level / 2);
      }
    }
    return image;
  }
}
