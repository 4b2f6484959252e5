package io.github.anomaly4j.eval;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds dark spots inside a disc: a detector simple enough to know what it must score. */
public final class DarkSpotDetector implements EvaluatedDetector {
  private final double threshold;
  private final AtomicInteger detections = new AtomicInteger();
  private final List<Image> learned = new ArrayList<>();
  private String routesTo = "bolt";
  private List<Warning> warnings = List.of();

  public DarkSpotDetector(double threshold) {
    this.threshold = threshold;
  }

  /** The category that it finds if the caller does not name one. */
  DarkSpotDetector routingTo(String category) {
    routesTo = category;
    return this;
  }

  /** Evaluates this detector; for tests in other packages. */
  public static Evaluation evaluate(ImageSet set, EvaluationOptions options) throws IOException {
    return Evaluator.evaluate(new DarkSpotDetector(3), set, options);
  }

  /** What it warns of with every image. */
  DarkSpotDetector warning(Warning... all) {
    warnings = List.of(all);
    return this;
  }

  int detections() {
    return detections.get();
  }

  @Override
  public Finding detect(ImageEntry entry, Image image, boolean named) {
    detections.incrementAndGet();
    float[] map = map(image);
    double score = 0;
    for (float value : map) {
      score = Math.max(score, value);
    }
    return new Finding(
        new ScoredImage(
            entry,
            named ? entry.category() : routesTo,
            !routesTo.startsWith("unknown"),
            score,
            threshold,
            1 / (1 + score),
            1 / (1 + score),
            Map.of("patch", score, "mask", score / 2),
            warnings),
        () -> map,
        () ->
            new AnomalyMap(image.width(), image.height(), image.width(), image.height(), map)
                .regions(threshold),
        () -> heatmap(image, map),
        Optional.of(Image.filled(16, 16, 0.7f, 0.7f, 0.7f)));
  }

  @Override
  public ImageReader reader() {
    return ImageReader.defaults();
  }

  @Override
  public Finding explain(ImageEntry entry, Image image, boolean named) {
    return detect(entry, image, named);
  }

  /** A detector that learned some images. */
  DarkSpotDetector havingLearned(Image... images) {
    learned.addAll(List.of(images));
    return this;
  }

  @Override
  public boolean learned(Image image) {
    return learned.contains(image);
  }

  @Override
  public double threshold(String category) {
    return category.startsWith("unknown") ? Double.NaN : threshold;
  }

  @Override
  public double statedRate(String category) {
    return 0.03;
  }

  @Override
  public double askedRate() {
    return 0.02;
  }

  @Override
  public boolean tooFew(String category) {
    return category.equals("bolt");
  }

  @Override
  public Provenance provenance() {
    return new Provenance(
        "0.1.0",
        "Java 17, Linux amd64, 8 processors",
        42,
        "4f2a9c".repeat(10),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of("the learning rate was <halved> twice"),
        List.of(),
        754.2,
        3_221_225_472L);
  }

  /** How much darker than the disc a 3x3 neighborhood is, in tenths of a noise step. */
  private static float[] map(Image image) {
    int width = image.width();
    int height = image.height();
    float[] map = new float[width * height];
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        double fromCenter = Math.hypot(x - width / 2.0, y - height / 2.0);
        if (fromCenter > Math.min(width, height) * 0.36) {
          continue;
        }
        float sum = 0;
        for (int i = 0; i < 9; i++) {
          sum += 0.745f - image.at(0, x + i % 3 - 1, y + i / 3 - 1);
        }
        map[y * width + x] = Math.max(0, sum / 9 * 40);
      }
    }
    return map;
  }

  private BufferedImage heatmap(Image image, float[] map) {
    BufferedImage buffered = image.toBufferedImage();
    for (int i = 0; i < map.length; i++) {
      if (map[i] > threshold) {
        buffered.setRGB(i % buffered.getWidth(), i / buffered.getWidth(), 0xffff5000);
      }
    }
    return buffered;
  }
}
