package io.github.anomaly4j.eval;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What an evaluation needs of a detector, so that its arithmetic can be tested without one. */
interface EvaluatedDetector {

  /** Scores an image; its category is found if not given. */
  Finding detect(Image image, Optional<String> category);

  /** The same, with the restoration. */
  Finding explain(Image image, Optional<String> category);

  /** The threshold of a category; NaN if it is not known. */
  double threshold(String category);

  /** Whether training learned this very image. */
  boolean learned(Image image);

  Provenance provenance();

  /** Reads images as the detector's training images were read. */
  ImageReader reader();

  /** What was found in one image; maps and images are made when asked for. */
  record Finding(
      String category,
      boolean recognized,
      double score,
      double threshold,
      boolean anomalous,
      Map<String, Double> partialScores,
      List<Warning> warnings,
      Supplier<float[]> anomalyMap,
      Supplier<BufferedImage> heatmap,
      Optional<Image> reconstruction) {

    static Finding of(Detection detection) {
      return new Finding(
          detection.category(),
          detection.recognized(),
          detection.score(),
          detection.threshold(),
          detection.anomalous(),
          detection.partialScores(),
          detection.warnings(),
          () -> detection.anomalyMap().toArray(),
          () -> detection.heatmap(HeatmapStyle.HIGHEST),
          detection.reconstruction());
    }
  }

  static EvaluatedDetector of(AnomalyDetector detector) {
    return new EvaluatedDetector() {
      @Override
      public ImageReader reader() {
        return detector.reader();
      }

      @Override
      public Finding detect(Image image, Optional<String> category) {
        return Finding.of(
            category.isPresent() ? detector.detect(image, category.get()) : detector.detect(image));
      }

      @Override
      public Finding explain(Image image, Optional<String> category) {
        return Finding.of(
            category.isPresent()
                ? detector.explain(image, category.get())
                : detector.explain(image));
      }

      @Override
      public double threshold(String category) {
        return detector.categories().contains(category) ? detector.threshold(category) : Double.NaN;
      }

      @Override
      public boolean learned(Image image) {
        return detector.learned(image);
      }

      @Override
      public Provenance provenance() {
        return detector.provenance();
      }
    };
  }
}
