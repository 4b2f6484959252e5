package io.github.anomaly4j.scale;

import com.google.common.io.MoreFiles;
import com.sun.management.OperatingSystemMXBean;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageSet;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/**
 * The seconds of a training by the number of images of one product, and the milliseconds of a
 * detection by the number of products, with the default settings but for the size of the images;
 * the highest memory of the process so far; and the exponent by which time grows. It is that of
 * processor time, which other work on the machine hardly changes. The products are drawn: plates of
 * a color of their own with holes in places of their own.
 */
public final class ScaleBenchmark {
  private static final int SIDE = 128;
  private static final int EACH = 8;
  private static final int DETECTIONS = 40;

  private ScaleBenchmark() {}

  /**
   * Measures.
   *
   * @param args {@code images} or {@code products}, and two or more numbers, in ascending order
   * @throws IOException if the images cannot be written or read
   */
  public static void main(String[] args) throws IOException {
    boolean images = args[0].equals("images");
    if (args.length < 3) {
      throw new IllegalArgumentException("give two numbers or more, or there is no exponent");
    }
    Measured unused = images ? training(2 * EACH) : detection(2);
    System.out.printf(Locale.ROOT, "warming up: %.1f%n", unused.time);
    List<Double> times = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      int number = Integer.parseInt(args[i]);
      Measured measured = images ? training(number) : detection(number);
      times.add(measured.processorTime);
      System.out.printf(
          Locale.ROOT,
          images
              ? "%,6d images: training %.1f s, %.1f s of processors, %,d MB%n"
              : "%,6d products: detection %.1f ms, %.1f ms of a processor, %,d MB%n",
          number,
          measured.time,
          measured.processorTime,
          measured.bytes >> 20);
    }
    double growth = Double.parseDouble(args[args.length - 1]) / Double.parseDouble(args[1]);
    System.out.printf(
        Locale.ROOT,
        "exponent: %.2f%n",
        Math.log(times.get(times.size() - 1) / times.get(0)) / Math.log(growth));
  }

  /**
   * What was measured.
   *
   * @param time in seconds or milliseconds
   * @param processorTime in the same unit
   * @param bytes the highest memory of the process until the training ended
   */
  private record Measured(double time, double processorTime, long bytes) {}

  /** The seconds of a training. */
  private static Measured training(int images) throws IOException {
    return measure(
        1,
        images,
        set -> {
          OperatingSystemMXBean system =
              ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
          long began = System.nanoTime();
          long processor = system.getProcessCpuTime();
          try (AnomalyDetector detector = train(set)) {
            return new Measured(
                (System.nanoTime() - began) / 1e9,
                (system.getProcessCpuTime() - processor) / 1e9,
                detector.provenance().peakMemoryBytes());
          }
        });
  }

  /** The median milliseconds of a detection. */
  private static Measured detection(int products) throws IOException {
    return measure(
        products,
        EACH,
        set -> {
          try (AnomalyDetector detector = train(set)) {
            return detection(detector, products);
          }
        });
  }

  private interface Measure {
    Measured of(ImageSet set) throws IOException;
  }

  private static AnomalyDetector train(ImageSet set) throws IOException {
    return AnomalyDetector.builder().imageSize(SIDE, SIDE).train(set);
  }

  private static Measured measure(int products, int images, Measure measure) throws IOException {
    Path folder = Files.createTempDirectory("parts");
    try {
      for (int product = 0; product < products; product++) {
        Path own =
            Files.createDirectories(folder.resolve("part%04d/train/good".formatted(product)));
        for (int i = 0; i < images; i++) {
          Path file = own.resolve("%05d.png".formatted(i));
          ImageIO.write(draw(product, i), "png", file.toFile());
        }
      }
      return measure.of(ImageSet.folder(folder));
    } finally {
      MoreFiles.deleteRecursively(folder);
    }
  }

  private static Measured detection(AnomalyDetector detector, int products) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Double> times = new ArrayList<>();
    List<Double> processorTimes = new ArrayList<>();
    for (int i = 0; i < 2 * DETECTIONS; i++) {
      BufferedImage image = draw(i % products, 1_000_000 + i);
      long began = System.nanoTime();
      long processor = threads.getCurrentThreadCpuTime();
      detector.detect(image);
      if (i >= DETECTIONS) {
        times.add((System.nanoTime() - began) / 1e6);
        processorTimes.add((threads.getCurrentThreadCpuTime() - processor) / 1e6);
      }
    }
    return new Measured(
        median(times), median(processorTimes), detector.provenance().peakMemoryBytes());
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static BufferedImage draw(int product, int number) {
    RandomGenerator kind = new SplittableRandom(product);
    RandomGenerator own = new SplittableRandom(1_000_003L * product + number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.getHSBColor(kind.nextFloat(), 0.3f + kind.nextFloat() / 2, 0.7f));
    pen.fill(new Rectangle2D.Double(0, 0, SIDE, SIDE));
    pen.setColor(Color.DARK_GRAY);
    for (int hole = 0; hole < 5; hole++) {
      double x = SIDE * (0.1 + 0.7 * kind.nextDouble()) + own.nextDouble();
      double y = SIDE * (0.1 + 0.7 * kind.nextDouble()) + own.nextDouble();
      double width = SIDE * (0.05 + 0.15 * kind.nextDouble());
      pen.fill(new Ellipse2D.Double(x, y, width, width));
    }
    pen.dispose();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int grain = own.nextInt(-12, 13);
        Color color = new Color(image.getRGB(x, y));
        image.setRGB(
            x,
            y,
            new Color(
                    clamp(color.getRed() + grain),
                    clamp(color.getGreen() + grain),
                    clamp(color.getBlue() + grain))
                .getRGB());
      }
    }
    return image;
  }

  private static int clamp(int level) {
    return Math.max(0, Math.min(255, level));
  }
}
