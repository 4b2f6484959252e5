package io.github.anomaly4j;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.image.Picture;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found in one picture. Immutable, thread safe; holds the picture for the heat map.
 *
 * <p>A score says how much more the picture looks like a damaged than like a normal one of its
 * category, as a compressed log-likelihood ratio, so that scores of all categories are on one
 * scale: above 0 it looks more like a damaged one. The decision is taken by the category's
 * threshold, which training finds on normal pictures alone.
 */
public final class Detection {
  private final Picture picture;
  private final String category;
  private final boolean recognised;
  private final double score;
  private final double threshold;
  private final Map<String, Double> partialScores;
  private final AnomalyMap anomalyMap;
  private final Optional<Picture> reconstruction;
  private final List<Warning> warnings;

  Detection(
      Picture picture,
      String category,
      boolean recognised,
      double score,
      double threshold,
      Map<String, Double> partialScores,
      AnomalyMap anomalyMap,
      Optional<Picture> reconstruction,
      List<Warning> warnings) {
    this.picture = picture;
    this.category = category;
    this.recognised = recognised;
    this.score = score;
    this.threshold = threshold;
    this.partialScores = partialScores;
    this.anomalyMap = anomalyMap;
    this.reconstruction = reconstruction;
    this.warnings = ImmutableList.copyOf(warnings);
  }

  /** How abnormal the picture is; comparable across categories. */
  public double score() {
    return score;
  }

  /** The category's threshold. */
  public double threshold() {
    return threshold;
  }

  /** Whether the score is above the threshold. */
  public boolean anomalous() {
    return score > threshold;
  }

  /** The category that was named or found. */
  public String category() {
    return category;
  }

  /**
   * Whether the picture looks like one of its category's, defective or not; {@code false} for a
   * product that the detector was not trained on, which is scored as one of the category that it is
   * nearest to. A category that was named is taken to be recognised.
   */
  public boolean recognised() {
    return recognised;
  }

  /** Where the picture is abnormal. */
  public AnomalyMap anomalyMap() {
    return anomalyMap;
  }

  /**
   * The picture with the map laid over it: clear below the threshold, yellow to red above. A
   * picture that is anomalous as a whole, and not by any one place, has its most abnormal fiftieth
   * laid over it instead.
   */
  public BufferedImage heatmap() {
    return anomalous() && anomalyMap.max() <= threshold
        ? Heatmap.drawHighest(picture, anomalyMap)
        : Heatmap.draw(picture, anomalyMap, threshold);
  }

  /**
   * The picture as the network restores it, at the resolution that the network works at and in the
   * picture's own proportions; empty if the detector has no network, or was not asked to
   * {@linkplain AnomalyDetector#explain(Picture) explain}.
   */
  public Optional<Picture> reconstruction() {
    return reconstruction;
  }

  /**
   * The calibrated scores of each kind of evidence that counts or takes no network, by {@link
   * io.github.anomaly4j.score.Evidence#key()}: by default "library", "detail" and "picture". If it
   * was to be {@linkplain AnomalyDetector#explain(Picture) explained}, those of the network whose
   * weight is 0 too: by default "mask", if the network has a mask output, and "reconstruction".
   */
  public Map<String, Double> partialScores() {
    return partialScores;
  }

  /**
   * Why this detection may not mean what it seems to; mostly empty. Warnings change neither score
   * nor decision.
   */
  public List<Warning> warnings() {
    return warnings;
  }

  @Override
  public String toString() {
    return "Detection[%s%s, score %.2f, threshold %.2f, %s]"
        .formatted(
            category,
            recognised ? "" : "?",
            score,
            threshold,
            anomalous() ? "anomalous" : "normal");
  }
}
