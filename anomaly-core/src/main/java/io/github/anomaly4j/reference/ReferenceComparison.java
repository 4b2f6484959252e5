package io.github.anomaly4j.reference;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Heatmap;
import io.github.anomaly4j.registration.Registration;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * How an image differs from its reference. Immutable, thread safe; holds the image for the heat
 * map.
 */
public final class ReferenceComparison {
  private final Image image;
  private final AnomalyMap map;
  private final double threshold;
  private final double compared;
  private final Registration registration;
  private final List<Warning> warnings;

  ReferenceComparison(
      Image image,
      AnomalyMap map,
      double threshold,
      double compared,
      Registration registration,
      List<Warning> warnings) {
    this.image = image;
    this.map = map;
    this.threshold = threshold;
    this.compared = compared;
    this.registration = registration;
    this.warnings = List.copyOf(warnings);
  }

  /** Whether the part may pass: it was found in the image, and no place of it differs. */
  public boolean passes() {
    return registration.found() && !anomalous();
  }

  /** Whether the score is above the threshold, that is, whether there are regions. */
  public boolean anomalous() {
    return score() > threshold;
  }

  /**
   * The highest value of the map: how many times the usual highest difference of defect-free pairs
   * the largest difference is; 0 if there is none.
   */
  public double score() {
    return map.max();
  }

  /** The threshold of the score and of the map. */
  public double threshold() {
    return threshold;
  }

  /**
   * How much each pixel of the image differs from the reference at the same place, in units of the
   * usual highest difference of defect-free pairs at edges of the same strength. Pixels whose place
   * is outside the reference are 0.
   */
  public AnomalyMap anomalyMap() {
    return map;
  }

  /**
   * The defects: the connected regions above the threshold, the one with the highest peak first.
   */
  public List<Region> regions() {
    return map.regions(threshold);
  }

  /**
   * The share of the image's pixels that were compared, 0 to 1. The others lie outside the
   * reference, since the part lies elsewhere: a defect there is not found.
   */
  public double compared() {
    return compared;
  }

  /** How the image lies over its reference. */
  public Registration registration() {
    return registration;
  }

  /** The image with the regions in yellow to red; the image alone if there are none. */
  public BufferedImage heatmap() {
    return heatmap(HeatmapStyle.DECISION);
  }

  /** The image with the regions, or in the style HIGHEST with its most different places. */
  public BufferedImage heatmap(HeatmapStyle style) {
    if (anomalous()) {
      return Heatmap.draw(image, map, threshold);
    }
    return style == HeatmapStyle.HIGHEST
        ? Heatmap.outlineHighest(image, map)
        : image.toBufferedImage();
  }

  /** Why the comparison may not mean what it seems to; mostly empty. */
  public List<Warning> warnings() {
    return warnings;
  }

  /** Everything except pixels, as plain values. */
  public Summary summary() {
    return new Summary(
        passes(), anomalous(), score(), threshold, regions(), compared, registration, warnings);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ReferenceComparison[score %.2f, threshold %.2f, %s%s]",
        score(),
        threshold,
        passes() ? "passes" : "does not pass",
        warnings.isEmpty() ? "" : ", " + warnings);
  }

  /**
   * A {@link ReferenceComparison} in plain values, for JSON, databases and messages.
   *
   * @param passes whether the part may pass
   * @param anomalous whether the score is above the threshold
   * @param score the highest value of the map
   * @param threshold of the score and of the map
   * @param regions the defects, the one with the highest peak first
   * @param compared the share of the image's pixels that were compared
   * @param registration how the image lies over its reference
   * @param warnings why the comparison may not mean what it seems to
   */
  public record Summary(
      boolean passes,
      boolean anomalous,
      double score,
      double threshold,
      List<Region> regions,
      double compared,
      Registration registration,
      List<Warning> warnings) {

    /** Copies the collections. */
    public Summary {
      regions = List.copyOf(regions);
      warnings = List.copyOf(warnings);
    }
  }
}
