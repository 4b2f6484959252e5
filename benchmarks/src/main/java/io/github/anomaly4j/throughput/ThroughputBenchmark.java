package io.github.anomaly4j.throughput;

import com.google.common.io.MoreFiles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Images a second from PNG files of 512 x 512 pixels, with the default settings: {@code detect} in
 * a loop, and {@code detectAll} on one thread, two, and as many as there are processors. The ways
 * take turns, so that other work on the machine slows all of them.
 */
public final class ThroughputBenchmark {
  private static final int TRAINING = 24;
  private static final int SIDE = 512;
  private static final int ROUNDS = 3;

  private ThroughputBenchmark() {}

  /** A way to score all files. */
  private interface Way {
    void score(AnomalyDetector detector, List<Path> files) throws IOException;
  }

  /**
   * Measures.
   *
   * @param args the number of images; 60 if there is none
   * @throws IOException if the images cannot be written or read
   */
  public static void main(String[] args) throws IOException {
    int images = args.length == 0 ? 60 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("parts");
    try {
      List<Path> training = write(Files.createDirectory(folder.resolve("part")), TRAINING, 1);
      List<Path> files = write(Files.createDirectory(folder.resolve("new")), images, 1000);
      try (AnomalyDetector detector =
          AnomalyDetector.builder().train(ImageSet.folder(training.get(0).getParent()))) {
        measure(detector, files);
      }
    } finally {
      MoreFiles.deleteRecursively(folder);
    }
  }

  private static void measure(AnomalyDetector detector, List<Path> files) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    List<String> names = new ArrayList<>(List.of("detect in a loop", "detectAll, 1 thread"));
    List<Way> ways = new ArrayList<>(List.of(ThroughputBenchmark::loop, all(1)));
    for (int threads = 2; threads <= processors; threads = Math.max(2 * threads, processors)) {
      names.add("detectAll, " + threads + " threads");
      ways.add(all(threads));
      if (threads == processors) {
        break;
      }
    }
    double[] best = new double[ways.size()];
    loop(detector, files.subList(0, Math.min(10, files.size())));
    for (int round = 0; round < ROUNDS; round++) {
      for (int way = 0; way < best.length; way++) {
        long began = System.nanoTime();
        ways.get(way).score(detector, files);
        best[way] = Math.max(best[way], files.size() / ((System.nanoTime() - began) / 1e9));
      }
    }
    System.out.printf(
        "Images a second, the best of %d rounds of %d images; %d processors%n",
        ROUNDS, files.size(), processors);
    for (int way = 0; way < best.length; way++) {
      System.out.printf(
          Locale.ROOT,
          "%-24s %7.1f  %5.2f times%n",
          names.get(way),
          best[way],
          best[way] / best[0]);
    }
  }

  private static void loop(AnomalyDetector detector, List<Path> files) throws IOException {
    for (Path file : files) {
      detector.detect(file);
    }
  }

  private static Way all(int threads) {
    return (detector, files) -> {
      try (Workers workers = Workers.of(threads);
          Stream<Result<Path>> results = detector.detectAll(files.stream(), workers)) {
        long failed = results.filter(result -> result.failure().isPresent()).count();
        if (failed > 0) {
          throw new IllegalStateException(failed + " images failed");
        }
      }
    };
  }

  private static List<Path> write(Path folder, int images, long seed) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      Path file = folder.resolve("part%04d.png".formatted(i));
      ImageIO.write(draw(seed + i), "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static BufferedImage draw(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int level = (int) (120 + 50 * Math.sin(x / 12.0) + 30 * random.nextDouble());
        image.setRGB(x, y, level << 16 | level << 8 | level / 2);
      }
    }
    return image;
  }
}
