package io.github.anomaly4j.detect;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.detector.BackbonePermission;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.Inspector;
import io.github.anomaly4j.internal.detector.Loading;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The time of a detection by a saved detector, of images that are in memory: on one thread, and on
 * as many as there are processors; and the share of each step on one thread.
 */
public final class DetectBenchmark {
  private static final int IMAGES = 64;
  private static final int ROUNDS = 5;

  private DetectBenchmark() {}

  /**
   * Measures.
   *
   * @param args a model without a backbone of the caller's, and a folder of its products' images
   * @throws IOException if they cannot be read
   */
  public static void main(String[] args) throws IOException {
    BackbonePermission none =
        new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty());
    Loading loading = new Loading(none, false, DecodeLimits.defaults());
    try (DetectorState state = DetectorFile.load(Path.of(args[0]), loading)) {
      if (state.config().tiles() != null
          || state.categories().stream()
              .anyMatch(
                  category -> category.template().isPresent() || category.area().isPresent())) {
        throw new IllegalArgumentException(
            args[0]
                + " has tiles, areas or registration, whose steps are not among those measured");
      }
      List<Image> images = images(state, Path.of(args[1]));
      steps(state, images.subList(0, Math.min(8, images.size())));
      whole(state, images, 1);
      System.out.printf("%nMedians of %d images, each %d times%n", images.size(), ROUNDS);
      double alone = whole(state, images, 1);
      int processors = Runtime.getRuntime().availableProcessors();
      if (processors > 1) {
        whole(state, images, processors);
      }
      double rest = alone;
      for (Map.Entry<String, List<Double>> step : steps(state, images).entrySet()) {
        double median = quantile(step.getValue(), 0.5);
        rest -= median;
        print(step.getKey(), median, alone);
      }
      print("the rest: map, warnings", rest, alone);
    }
  }

  private static void print(String step, double milliseconds, double all) {
    System.out.printf(
        Locale.ROOT, "  %-28s %6.1f ms  %3.0f %%%n", step, milliseconds, 100 * milliseconds / all);
  }

  private static List<Image> images(DetectorState state, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files =
          new ArrayList<>(
              all.filter(Files::isRegularFile)
                  .filter(
                      file ->
                          StreamSupport.stream(folder.relativize(file).spliterator(), false)
                              .anyMatch(part -> part.toString().equals("test")))
                  .sorted()
                  .toList());
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(folder + ": there is no image below a folder named test");
    }
    Collections.shuffle(files, new Random(1));
    ImageReader reader = state.intake().reader(DecodeLimits.defaults());
    List<Image> images = new ArrayList<>();
    for (Path file : files.subList(0, Math.min(IMAGES, files.size()))) {
      images.add(reader.read(file));
    }
    return images;
  }

  /** Prints the times of whole detections, and returns their median in milliseconds. */
  private static double whole(DetectorState state, List<Image> images, int threads) {
    Inspector inspector = new Inspector(state);
    List<Double> times = new ArrayList<>();
    try (Workers workers = Workers.of(threads)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (Image image : images) {
          long began = System.nanoTime();
          workers.run(() -> inspector.inspect(image, OptionalInt.empty(), false));
          times.add((System.nanoTime() - began) / 1e6);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "detection, %d thread%s: median %.1f ms, 95th percentile %.1f ms%n",
        threads,
        threads == 1 ? "" : "s",
        quantile(times, 0.5),
        quantile(times, 0.95));
    return quantile(times, 0.5);
  }

  private static Map<String, List<Double>> steps(DetectorState state, List<Image> images) {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    Descriptor overview = state.evidence().overview();
    Set<Evidence> detected = EvidenceKinds.detecting(state.config().evidence());
    for (int round = 0; round < ROUNDS; round++) {
      for (Image given : images) {
        Stopwatch watch = new Stopwatch(times);
        ImageFeatures image = new ImageFeatures(state.intake().take(given));
        watch.lap("input");
        for (ImageFeature<?> feature : state.evidence().independent(detected)) {
          Object computed = image.get(feature);
          watch.lap(
              feature.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " "), computed);
        }
        int number = state.routes().category(image, overview);
        watch.lap("routing");
        CategoryModel category = state.categories().get(number);
        EvidenceKinds.computed(detected)
            .forEach(
                kind -> {
                  category.models().get(kind).read(image);
                  watch.lap("evidence " + kind);
                });
      }
    }
    return times;
  }

  private static final class Stopwatch {
    private final Map<String, List<Double>> times;
    private long began = System.nanoTime();

    Stopwatch(Map<String, List<Double>> times) {
      this.times = times;
    }

    void lap(String step, Object computed) {
      if (computed == null) {
        throw new IllegalStateException(step);
      }
      lap(step);
    }

    void lap(String step) {
      long now = System.nanoTime();
      times.computeIfAbsent(step, unknown -> new ArrayList<>()).add((now - began) / 1e6);
      began = System.nanoTime();
    }
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) (share * (sorted.size() - 1)));
  }
}
