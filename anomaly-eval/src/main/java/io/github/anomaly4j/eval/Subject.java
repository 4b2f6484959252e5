package io.github.anomaly4j.eval;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureReader;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What an evaluation needs of a detector, so that its arithmetic can be tested without one. */
interface Subject {

  /** Scores a picture; its category is found if not given. */
  Finding detect(Picture picture, Optional<String> category);

  /** The same, with the restoration. */
  Finding explain(Picture picture, Optional<String> category);

  /** The threshold of a category; NaN if it is not known. */
  double threshold(String category);

  /** Whether training learned this very picture. */
  boolean learned(Picture picture);

  Provenance provenance();

  /** Reads pictures as the detector's training pictures were read. */
  PictureReader reader();

  /** What was found in one picture; maps and images are made when asked for. */
  record Finding(
      String category,
      boolean recognised,
      double score,
      double threshold,
      boolean anomalous,
      Map<String, Double> partialScores,
      List<Warning> warnings,
      Supplier<float[]> anomalyMap,
      Supplier<BufferedImage> heatmap,
      Optional<Picture> reconstruction) {

    static Finding of(Detection detection) {
      return new Finding(
          detection.category(),
          detection.recognised(),
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

  static Subject of(AnomalyDetector detector) {
    return new Subject() {
      @Override
      public PictureReader reader() {
        return detector.reader();
      }

      @Override
      public Finding detect(Picture picture, Optional<String> category) {
        return Finding.of(
            category.isPresent()
                ? detector.detect(picture, category.get())
                : detector.detect(picture));
      }

      @Override
      public Finding explain(Picture picture, Optional<String> category) {
        return Finding.of(
            category.isPresent()
                ? detector.explain(picture, category.get())
                : detector.explain(picture));
      }

      @Override
      public double threshold(String category) {
        return detector.categories().contains(category) ? detector.threshold(category) : Double.NaN;
      }

      @Override
      public boolean learned(Picture picture) {
        return detector.learned(picture);
      }

      @Override
      public Provenance provenance() {
        return detector.provenance();
      }
    };
  }
}
