package io.github.anomaly4j.eval;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.DetectorInfo.Product;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an evaluation needs of a detector, so that its arithmetic can be tested without one. */
interface EvaluatedDetector {
  /** So that 49 images state 0.02, in spite of rounding. */
  double ROUNDING = 1 + 1e-9;

  /**
   * Scores an image.
   *
   * @param named whether the detector is told the category of the entry, or finds it
   */
  Finding detect(ImageEntry entry, Image image, boolean named);

  /** Scores an image as {@link #detect} does, and restores it. */
  Finding explain(ImageEntry entry, Image image, boolean named);

  /** The threshold of a category; NaN if it is not known. */
  double threshold(String category);

  /**
   * The false-positive rate that a category's normal training images state for its threshold; NaN
   * if it is not known.
   */
  double statedRate(String category);

  /** The false-positive rate that training was asked to find thresholds for. */
  double askedRate();

  /**
   * Whether a category has too few normal training images to state the rate asked for: n of them
   * state none below 1 / (n + 1).
   */
  boolean tooFew(String category);

  /** Whether training learned this very image. */
  boolean learned(Image image);

  Provenance provenance();

  /** Reads images as the detector's training images were read. */
  ImageReader reader();

  /** What was found in one image; map, regions and heat map are made when asked for. */
  record Finding(
      ScoredImage scored,
      Supplier<float[]> anomalyMap,
      Supplier<List<Region>> regions,
      Supplier<BufferedImage> heatmap,
      Optional<Image> reconstruction) {

    static Finding of(ImageEntry entry, Detection detection) {
      return new Finding(
          new ScoredImage(
              entry,
              detection.category(),
              detection.recognized(),
              detection.score(),
              detection.threshold(),
              detection.pValue().value(),
              detection.alarmRate(),
              detection.partialScores(),
              detection.warnings()),
          () -> detection.anomalyMap().toArray(),
          detection::regions,
          () -> detection.heatmap(HeatmapStyle.HIGHEST),
          detection.reconstruction());
    }
  }

  static EvaluatedDetector of(AnomalyDetector detector) {
    DetectorInfo info = detector.info();
    Map<String, Product> products =
        info.products().stream().collect(Collectors.toMap(Product::name, product -> product));
    return new EvaluatedDetector() {
      @Override
      public ImageReader reader() {
        return detector.reader();
      }

      @Override
      public Finding detect(ImageEntry entry, Image image, boolean named) {
        return Finding.of(entry, of(entry, named).detect(image));
      }

      @Override
      public Finding explain(ImageEntry entry, Image image, boolean named) {
        return Finding.of(entry, of(entry, named).explain(image));
      }

      private ImageDetector of(ImageEntry entry, boolean named) {
        return named ? detector.forCategory(entry.category()) : detector;
      }

      @Override
      public double threshold(String category) {
        return detector.categories().contains(category) ? detector.threshold(category) : Double.NaN;
      }

      @Override
      public double statedRate(String category) {
        Product product = products.get(category);
        return product == null ? Double.NaN : product.falsePositiveRate();
      }

      @Override
      public double askedRate() {
        return info.falsePositiveRate();
      }

      @Override
      public boolean tooFew(String category) {
        Product product = products.get(category);
        return product != null && product.resolution() > askedRate() * ROUNDING;
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
