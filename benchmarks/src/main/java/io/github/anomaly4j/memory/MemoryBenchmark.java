package io.github.anomaly4j.memory;

import com.google.common.io.MoreFiles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
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
 * Runs detections on drawn images, then loads and closes the detector again and again, and prints
 * the resident memory of the process, heap and native memory together. At the end of each it must
 * be within {@value #BAR_PERCENT} % of its value after a tenth. Exits with 1 if it is not. Linux
 * only.
 *
 * <p>{@code -Ddetections=100000 -Dloads=200} states how many, {@code -Dside=64} the side of the
 * images that the detector is made for, 256 if it is absent; those that it gets are as small.
 * Training runs in a process of its own, so that the measured process only loads and detects; the
 * heap of that one is in memory from the start, for it would grow otherwise. The training is one
 * short epoch, since what the network has learned does not affect the memory.
 */
public final class MemoryBenchmark {
  private static final int DETECTIONS = Integer.getInteger("detections", 2000);
  private static final int LOADS = Integer.getInteger("loads", 50);
  private static final int SIDE = Integer.getInteger("side", 256);
  private static final int BAR_PERCENT = 3;
  private static final int IMAGES = 12;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String MODEL = "model.anomaly";

  private MemoryBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args none; the process that is started for the measurement gets a folder
   * @throws IOException if the images cannot be written, or this is not Linux
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 1) {
      System.exit(measure(Path.of(args[0])) ? 0 : 1);
    }
    Path folder = Files.createTempDirectory("parts");
    int code;
    try {
      for (int i = 0; i < IMAGES; i++) {
        // Several sizes and both orientations, as from the cameras of a plant.
        BufferedImage image =
            draw((200 + 40 * (i % 4)) * SIDE / 256, (300 - 30 * (i % 3)) * SIDE / 256, i);
        ImageIO.write(image, "png", folder.resolve("part" + i + ".png").toFile());
      }
      train(folder);
      code = startMeasurement(folder);
    } finally {
      MoreFiles.deleteRecursively(folder);
    }
    System.exit(code);
  }

  private static void train(Path folder) throws IOException {
    try (AnomalyDetector trained =
        AnomalyDetector.builder()
            .imageSize(SIDE, SIDE)
            .training(TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(4))
            .train(ImageSet.folder(folder))) {
      trained.save(folder.resolve(MODEL));
    }
  }

  private static int startMeasurement(Path folder) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms1g",
            "-Xmx1g",
            "-XX:+AlwaysPreTouch",
            "-cp",
            System.getProperty("java.class.path"),
            "-Ddetections=" + DETECTIONS,
            "-Dloads=" + LOADS,
            MemoryBenchmark.class.getName(),
            folder.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  private static boolean measure(Path folder) throws IOException {
    List<Image> images = new ArrayList<>();
    for (ImageEntry entry : ImageSet.folder(folder).entries()) {
      images.add(Image.read(entry.file()));
    }
    Path model = folder.resolve(MODEL);
    boolean flat;
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      flat =
          isFlat(
              "detections",
              DETECTIONS,
              i -> detector.detect(images.get(i % images.size())).heatmap());
    }
    return flat
        & isFlat(
            "loads",
            LOADS,
            i -> {
              try (AnomalyDetector detector = AnomalyDetector.load(model)) {
                detector.detect(images.get(i % images.size()));
              }
            });
  }

  @FunctionalInterface
  private interface Work {
    void run(int number) throws IOException;
  }

  private static boolean isFlat(String what, int times, Work work) throws IOException {
    int tenth = Math.max(1, times / 10);
    long first = 0;
    long last = 0;
    for (int i = 1; i <= times; i++) {
      work.run(i);
      if (i % tenth == 0) {
        last = residentBytes();
        first = i == tenth ? last : first;
        System.out.printf("after %,7d %s: %,5d MB resident%n", i, what, last >> 20);
      }
    }
    double growth = 100.0 * last / first - 100;
    boolean flat = growth <= BAR_PERCENT;
    System.out.printf(
        "growth from %,d to %,d %s: %.1f %% (at most %d)  %s%n",
        tenth, times, what, growth, BAR_PERCENT, flat ? "PASS" : "MISS");
    return flat;
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
