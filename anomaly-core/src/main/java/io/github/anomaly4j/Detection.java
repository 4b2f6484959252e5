package io.github.anomaly4j;

import static java.util.Collections.unmodifiableMap;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Heatmap;
import io.github.anomaly4j.internal.detector.Inspection;
import io.github.anomaly4j.internal.score.ScoreParts;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was found in one image. Immutable, thread safe; holds the image for the heat map.
 *
 * <p>A score says how much more the image looks like a damaged than like a normal one of its
 * category, as a compressed log-likelihood ratio, so that scores of all categories are on one
 * scale: above 0 it looks more like a damaged one. The decision is taken by the category's
 * threshold, which training finds on normal images alone.
 */
public final class Detection {
  private final Inspection found;
  private final ScoreParts score;

  Detection(Inspection found) {
    this.found = found;
    this.score = found.score();
  }

  /**
   * Whether the part may pass: the image looks like one of its category's, and like a normal one.
   * No other method need be asked for that.
   */
  public boolean passes() {
    return verdict() == Verdict.NORMAL;
  }

  /** What the detection comes to: of no known product, else anomalous, else normal. */
  public Verdict verdict() {
    if (!found.recognized()) {
      return Verdict.UNKNOWN_PRODUCT;
    }
    return anomalous() ? Verdict.ANOMALOUS : Verdict.NORMAL;
  }

  /** How abnormal the image is; comparable across categories. */
  public double score() {
    return score.score();
  }

  /** The category's threshold. */
  public double threshold() {
    return score.threshold();
  }

  /**
   * Whether the score is above the threshold. Of an image that is not {@linkplain #recognized()
   * recognized} that says only how it compares with the nearest category; ask {@link #passes()} or
   * {@link #verdict()} what is to become of the part.
   */
  public boolean anomalous() {
    return score.anomalous();
  }

  /** The category that was named or found. */
  public String category() {
    return found.category();
  }

  /**
   * Whether the image looks like one of its category's, defective or not; {@code false} for a
   * product that the detector was not trained on, which is scored as one of the category that it is
   * nearest to. A category that was named is taken to be recognized.
   */
  public boolean recognized() {
    return found.recognized();
  }

  /** Where the image is abnormal. */
  public AnomalyMap anomalyMap() {
    return found.map();
  }

  /**
   * The threshold of the map's values: the maps of normal images stay below it everywhere, but for
   * as many as the detector's false-positive rate says. It is not that of the score, in which a
   * small place counts little; where both disagree, {@link #warnings()} says why.
   */
  public double mapThreshold() {
    return found.mapThreshold();
  }

  /** The image with the map laid over it in the style {@link HeatmapStyle#DECISION}. */
  public BufferedImage heatmap() {
    return heatmap(HeatmapStyle.DECISION);
  }

  /**
   * The image with the map laid over it; the image alone if no evidence that counts tells where it
   * is abnormal.
   */
  public BufferedImage heatmap(HeatmapStyle style) {
    Image image = found.image();
    AnomalyMap map = found.map();
    if (!map.tellsPlaces()) {
      return image.toBufferedImage();
    }
    if (map.max() > mapThreshold()) {
      return Heatmap.draw(image, map, mapThreshold());
    }
    if (anomalous()) {
      return Heatmap.drawHighest(image, map);
    }
    return style == HeatmapStyle.HIGHEST
        ? Heatmap.outlineHighest(image, map)
        : image.toBufferedImage();
  }

  /**
   * The image as the network restores it, at the resolution that the network works at and in the
   * image's own proportions; empty if the detector has no network, or was not asked to {@linkplain
   * AnomalyDetector#explain(Image) explain}.
   */
  public Optional<Image> reconstruction() {
    return found.reconstruction();
  }

  /**
   * The calibrated scores of each kind of evidence that counts or takes no network, by {@link
   * io.github.anomaly4j.config.Evidence#key()}: by default "patch", "detail" and "image". If it was
   * to be {@linkplain AnomalyDetector#explain(Image) explained}, those of the network whose weight
   * is 0 too, such as "mask" and "reconstruction". Each is in spreads of its own; what they add to
   * the score, {@link #contributions()} tells.
   */
  public Map<String, Double> partialScores() {
    return score.partial();
  }

  /**
   * What the {@link #deviation()} is the sum of: what each kind of evidence that counts adds, and
   * as "usual", mostly below 0, what the usual normal image has of all of them.
   */
  public Map<String, Double> contributions() {
    return score.contributions();
  }

  /**
   * How many spreads of its category's normal images the image is above the usual one. The score is
   * an increasing function of it, the same for all images of a category: with {@code s} for {@link
   * Summary#severity()}, {@code d = sqrt(1 + s * s)}, {@code z = deviation * s / d} and {@code P}
   * for the standard normal distribution, the log-likelihood ratio of a damaged against a normal
   * image is {@code r = z * z / 2 + ln(2 * P(z)) - ln(d)}, and the score is {@code asinh(r)}.
   */
  public double deviation() {
    return score.deviation();
  }

  /** All but the pixels, in plain values. */
  public Summary summary() {
    Point highest = anomalyMap().highestPlace();
    return new Summary(
        category(),
        recognized(),
        verdict(),
        passes(),
        anomalous(),
        score.score(),
        score.threshold(),
        score.deviation(),
        score.thresholdDeviation(),
        score.contributions(),
        score.severity(),
        score.partial(),
        anomalyMap().max(),
        mapThreshold(),
        highest.x,
        highest.y,
        warnings());
  }

  /**
   * Why this detection may not mean what it seems to; mostly empty. Warnings change neither score
   * nor verdict.
   */
  public List<Warning> warnings() {
    return found.warnings();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Detection[%s, score %.2f, threshold %.2f, %s%s]",
        category(),
        score.score(),
        score.threshold(),
        verdict(),
        warnings().isEmpty() ? "" : ", " + warnings());
  }

  /** What a detection comes to. Only a {@link #NORMAL} image passes. */
  public enum Verdict {
    /** It looks like a normal one of its category. */
    NORMAL,
    /** It looks like one of its category, and its score is above the threshold. */
    ANOMALOUS,
    /**
     * It looks like none of the categories: another product, another camera, no image of a product
     * at all, or one that is damaged beyond recognition. Its score compares it with the nearest
     * category and says little.
     */
    UNKNOWN_PRODUCT
  }

  /**
   * A {@link Detection} in plain values, for JSON, databases and messages: numbers are finite, maps
   * keep their order, and there are no pixels in it.
   *
   * @param category that was named or found
   * @param recognized whether the image looks like one of its category's
   * @param verdict what the detection comes to
   * @param passes whether the part may pass: the verdict is {@link Verdict#NORMAL}
   * @param anomalous whether the score is above the threshold, whether it is recognized or not
   * @param score how abnormal the image is, on one scale for all categories
   * @param threshold of the score
   * @param deviation how many spreads of normal images the image is above the usual one; the score
   *     is an increasing function of it, see {@link Detection#deviation()}
   * @param thresholdDeviation the same of an image whose score is the threshold
   * @param contributions what the deviation is the sum of: what each kind of evidence that counts
   *     adds, and as "usual" what the usual normal image has of all of them
   * @param severity of the category's damage, in the same spreads, which the score depends on too
   * @param partialScores each kind of evidence by itself, in its own spreads
   * @param mapHighest the highest value of the anomaly map
   * @param mapThreshold of the values of the map
   * @param highestX where the map is highest, in pixels from the left
   * @param highestY likewise from the top
   * @param warnings why the detection may not mean what it seems to
   */
  public record Summary(
      String category,
      boolean recognized,
      Verdict verdict,
      boolean passes,
      boolean anomalous,
      double score,
      double threshold,
      double deviation,
      double thresholdDeviation,
      Map<String, Double> contributions,
      double severity,
      Map<String, Double> partialScores,
      double mapHighest,
      double mapThreshold,
      int highestX,
      int highestY,
      List<Warning> warnings) {

    /** Copies what could be changed. */
    public Summary {
      contributions = unmodifiableMap(new LinkedHashMap<>(contributions));
      partialScores = unmodifiableMap(new LinkedHashMap<>(partialScores));
      warnings = List.copyOf(warnings);
    }
  }
}
