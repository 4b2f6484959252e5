package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.product.Strip;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.file.PngFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains in tiles on drawn strips, and measures. */
@Command(
    name = "strips",
    mixinStandardHelpOptions = true,
    header = "Measures a detector in tiles on drawn strips of metal.",
    description = {
      "",
      "Draws strips of rolled metal and others with a pinhole, trains on normal ones in tiles"
          + " (--tiles, 256,32 by default), and prints how many pinholes are found, how many normal"
          + " strips raise a false alarm, and the rate of false alarms of strips that have"
          + " other numbers of tiles than those of the training.",
      "",
      "With --draw, it only writes the strips to a folder of the layout that 'anomaly train' reads."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly strips",
      "  anomaly strips --counts 1,16,256 --images 200,100,20",
      "  anomaly strips --draw large --width 5472 --height 3648 --training 8 --normal 1"
    })
public final class StripsCommand implements Callable<Integer> {
  private static final int FIRST_NORMAL = 1_000_000;
  private static final int FIRST_PIERCED = 2_000_000;
  private static final int FIRST_OF_COUNT = 3_000_000;

  /** The tiles if none are given. */
  private static final int SIZE = 256;

  private static final int OVERLAP = 32;

  /** Longer strips do not fit into an image. */
  private static final int MOST_TILES = 4096;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Length of a strip in pixels. By default: ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--height",
      paramLabel = "N",
      defaultValue = "200",
      description = "Height of a strip in pixels. By default: ${DEFAULT-VALUE}.")
  private int height;

  @Option(
      names = "--training",
      paramLabel = "N",
      defaultValue = "30",
      description = "Learn from N normal strips. By default: ${DEFAULT-VALUE}.")
  private int training;

  @Option(
      names = "--normal",
      paramLabel = "N",
      defaultValue = "30",
      description = "Score N other normal strips. By default: ${DEFAULT-VALUE}.")
  private int normal;

  @Option(
      names = "--pierced",
      paramLabel = "N",
      defaultValue = "6",
      description = "Score N strips with a pinhole. By default: ${DEFAULT-VALUE}.")
  private int pierced;

  @Option(
      names = "--pinhole",
      paramLabel = "N",
      defaultValue = "12",
      description = "Diameter of a pinhole in pixels. By default: ${DEFAULT-VALUE}.")
  private double pinhole;

  @Option(
      names = "--counts",
      split = ",",
      paramLabel = "N",
      description =
          "Also score normal strips that are as long as N tiles, such as 1,16,256, and count their"
              + " false alarms.")
  private List<Integer> counts = List.of();

  @Option(
      names = "--images",
      split = ",",
      paramLabel = "N",
      description = "How many strips of each of these numbers of tiles; 100 by default.")
  private List<Integer> images = List.of();

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description = "Only write the strips to this folder, which must not exist.")
  private Path draw;

  @Mixin private TrainingOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireAtLeast("--width", 32, width);
    requireAtLeast("--height", 32, height);
    requireAtLeast("--training", AnomalyDetectorBuilder.MIN_IMAGES, training);
    requireAtLeast("--normal", 0, normal);
    requireAtLeast("--pierced", 0, pierced);
    for (int count : counts) {
      requireAtLeast("--counts", 1, count);
      if (count > MOST_TILES) {
        throw new ParameterException(
            spec.commandLine(), "--counts must be at most " + MOST_TILES + ", was " + count);
      }
    }
    for (int strips : images) {
      requireAtLeast("--images", 1, strips);
    }
    if (!images.isEmpty() && images.size() != counts.size()) {
      throw new ParameterException(
          spec.commandLine(), "--images needs as many numbers as --counts, " + counts.size());
    }
    if (!(pinhole >= 1 && pinhole < Math.min(width, height) / 2.0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--pinhole must be from 1 to half of the strip's height, was " + pinhole);
    }
    if (draw != null && Files.exists(draw)) {
      throw new ParameterException(spec.commandLine(), "--draw " + draw + " exists already");
    }
    if (draw == null) {
      options.tiledBuilder(SIZE, OVERLAP);
    }
    long seed = options.seedOr(42);
    if (draw != null) {
      Files.createDirectory(draw);
      write(draw, seed);
      return ExitCode.DONE;
    }
    Path folder = temporary();
    try {
      write(folder, seed);
      measure(folder, seed);
    } finally {
      delete(folder);
    }
    return ExitCode.DONE;
  }

  private static Path temporary() throws IOException {
    try {
      return Files.createTempDirectory("anomaly-strips");
    } catch (IOException e) {
      throw new IOException(
          "no folder for the strips can be made in %s (%s); name another by -Djava.io.tmpdir=FOLDER"
              .formatted(System.getProperty("java.io.tmpdir"), e),
          e);
    }
  }

  private void requireAtLeast(String option, int minimum, int value) {
    if (value < minimum) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + minimum + ", was " + value);
    }
  }

  private void write(Path folder, long seed) throws IOException {
    Strip strip = new Strip(width, height);
    Path product = folder.resolve("strip");
    for (int i = 0; i < training; i++) {
      write(product.resolve("train").resolve("good"), i, strip.normal(seed, i));
    }
    for (int i = 0; i < normal; i++) {
      write(product.resolve("test").resolve("good"), i, strip.normal(seed, FIRST_NORMAL + i));
    }
    for (int i = 0; i < pierced; i++) {
      write(
          product.resolve("test").resolve("pinhole"),
          i,
          strip.pierced(seed, FIRST_PIERCED + i, pinhole));
    }
  }

  private static void write(Path folder, int number, Image image) throws IOException {
    Files.createDirectories(folder);
    PngFile.write(
        folder.resolve(String.format(Locale.ROOT, "%03d.png", number)), image.toBufferedImage());
  }

  private void measure(Path folder, long seed) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ImageSet set = ImageSet.folder(folder);
    long start = System.nanoTime();
    try (AnomalyDetector detector = options.tiledBuilder(SIZE, OVERLAP).train(set)) {
      out.printf(
          Locale.ROOT,
          "trained on %d strips of %d x %d pixels in %.0f s%n",
          training,
          width,
          height,
          (System.nanoTime() - start) / 1e9);
      Path test = folder.resolve("strip").resolve("test");
      int found = 0;
      for (int i = 0; i < pierced; i++) {
        found += anomalous(detector, test.resolve("pinhole"), i) ? 1 : 0;
      }
      out.printf(Locale.ROOT, "pinholes of %.0f pixels found: %d of %d%n", pinhole, found, pierced);
      int alarms = 0;
      for (int i = 0; i < normal; i++) {
        alarms += anomalous(detector, test.resolve("good"), i) ? 1 : 0;
      }
      out.printf(Locale.ROOT, "false alarms: %d of %d%n", alarms, normal);
      for (int i = 0; i < counts.size(); i++) {
        printRate(detector, counts.get(i), images.isEmpty() ? 100 : images.get(i), seed, out);
      }
    }
  }

  private boolean anomalous(AnomalyDetector detector, Path folder, int number) throws IOException {
    Path file = folder.resolve(String.format(Locale.ROOT, "%03d.png", number));
    Detection detection = detector.detect(file);
    if (!options.quiet()) {
      System.err.printf(
          Locale.ROOT,
          "%s %s: %.2f, threshold %.2f; map %.2f, threshold %.2f%n",
          folder.getFileName(),
          file.getFileName(),
          detection.score(),
          detection.threshold(),
          detection.anomalyMap().max(),
          detection.mapThreshold());
    }
    return detection.anomalous();
  }

  private void printRate(
      AnomalyDetector detector, int count, int strips, long seed, PrintWriter out) {
    Strip strip = new Strip(options.tiledLength(SIZE, OVERLAP, count), height);
    int alarms = 0;
    int marked = 0;
    double sum = 0;
    for (int i = 0; i < strips; i++) {
      Detection detection =
          detector.detect(strip.normal(seed, FIRST_OF_COUNT + 10_000 * count + i));
      alarms += detection.anomalous() ? 1 : 0;
      marked += detection.anomalyMap().max() > detection.mapThreshold() ? 1 : 0;
      sum += detection.deviation() / strips;
    }
    out.printf(
        Locale.ROOT,
        "%3d tiles: %d of %d strips raise a false alarm (%.1f %%), %d have a false region; mean"
            + " deviation %.2f%n",
        count,
        alarms,
        strips,
        100.0 * alarms / strips,
        marked,
        sum);
    out.flush();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
