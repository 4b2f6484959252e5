package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Collections.unmodifiableMap;

import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.Heatmap;
import io.github.anomaly4j.internal.detector.Inspection;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.registration.Registration;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result for one image. Immutable, thread safe; holds the image for the heat map, shrunk to
 * about a megapixel if it was scored in {@linkplain AnomalyDetectorBuilder#tiles tiles}.
 *
 * <p>The score is a compressed log-likelihood ratio of a damaged against a normal image of the
 * category, so scores of all categories are on one scale; above 0 the image looks more like a
 * damaged one. The decision uses the category's threshold, which training finds on normal images
 * alone.
 *
 * <p>Long because all that is told of an image states here what it means.
 */
public final class Detection {
  /** So that 3 of 100 counts as a rate of 0.03, in spite of rounding. */
  private static final double ROUNDING = 1 + 1e-9;

  private final Inspection found;
  private final ScoreParts score;

  Detection(Inspection found) {
    this.found = found;
    this.score = found.score();
  }

  /**
   * Whether the part may pass: the image looks like one of its category, and like a normal one. No
   * other method is needed for this decision.
   */
  public boolean passes() {
    return verdict() == Verdict.NORMAL;
  }

  /** The verdict: unknown product, else anomalous, else normal. */
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
   * Whether the score is above the threshold. For an image that is not {@linkplain #recognized()
   * recognized} this only compares it with the nearest category; use {@link #passes()} or {@link
   * #verdict()} to decide about the part.
   */
  public boolean anomalous() {
    return score.anomalous();
  }

  /** The category that was named or found. */
  public String category() {
    return found.category();
  }

  /**
   * Whether the image looks like one of its category, defective or not; {@code false} for a product
   * that the detector was not trained on, which is scored as an image of the nearest category.
   * {@code true} if the caller named the category.
   */
  public boolean recognized() {
    return found.recognized();
  }

  /**
   * How often a normal image of this category scores as high: {@code (1 + c) / (n + 1)} for {@code
   * n} normal images, each scored by models without it, of which {@code c} score as high or higher.
   * If a new image is normal and like those of the training, its p-value is at most {@code a} with
   * a probability of at most {@code a}, for every {@code a} (conformal prediction; Vovk, Gammerman
   * and Shafer 2005, Algorithmic Learning in a Random World); nearly so, since a new image is
   * compared with one image more than those were. It says nothing of how likely a defect is.
   *
   * <p>Images that were added after training are not among the {@code n}, so that p-values are too
   * high after {@link AnomalyDetector#withNormal} if many were added.
   */
  public PValue pValue() {
    return new PValue(found.significance().value(), found.significance().resolution());
  }

  /**
   * The lowest false-positive rate at which the image is anomalous, in (0, 1]. It is the {@link
   * #pValue()} wherever that can be counted. Below its resolution it is what training takes for
   * such rates: counted among the normal images of all categories, on their common scale, and, for
   * a score above all of these, estimated as if scores were normally distributed (a prediction
   * interval by Student's t). Such an estimate is a guess about images that nobody has seen.
   */
  public double alarmRate() {
    return found.significance().alarmRate();
  }

  /**
   * Whether the image is anomalous at a false-positive rate, whatever the {@link #threshold()}:
   * whether {@link #alarmRate()} is at most this rate. At the rate that the detector was trained
   * for, this is {@link #anomalous()} if the category has at least {@code 1 / rate - 1} normal
   * images; with fewer, an image that scores no higher than one of them is not anomalous here, and
   * may be there.
   *
   * @param falsePositiveRate in (0, 1); one below the {@link #pValue()}'s resolution cannot be
   *     counted, and rests on the estimate that {@link #alarmRate()} describes
   */
  public boolean anomalousAt(double falsePositiveRate) {
    checkArgument(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "the false-positive rate must be in (0, 1): %s",
        falsePositiveRate);
    return alarmRate() <= falsePositiveRate * ROUNDING;
  }

  /** How the image looks as a whole: brightness, contrast, sharpness of what was scored. */
  public Appearance appearance() {
    return found.appearance();
  }

  /** Where the image is abnormal. */
  public AnomalyMap anomalyMap() {
    return found.map();
  }

  /**
   * The threshold of the map's values. The maps of normal images stay below it everywhere, except
   * for the share of images that the detector's false-positive rate states. If the image is {@link
   * #anomalous()} as a whole, the question is only where, and the threshold is lower: a tenth of
   * normal images have a place above it, but they are not anomalous. It is not the threshold of the
   * score, in which a small place counts little; if both disagree, {@link #warnings()} says so.
   */
  public double mapThreshold() {
    return found.mapThreshold();
  }

  /**
   * The defects: the {@linkplain AnomalyMap#regions connected regions} of the map above its
   * {@linkplain #mapThreshold() threshold}, the most abnormal one first. A normal image has one if
   * its map is above the threshold, which is set for the share of images that the detector's
   * false-positive rate states, or if the whole image is a false alarm. Empty if no place is above
   * it, also for an image that is {@link #anomalous()} as a whole, of which {@link #warnings()}
   * then tells, and if no evidence that counts {@linkplain AnomalyMap#tellsPlaces() has a map}.
   * They are searched for at each call.
   */
  public List<Region> regions() {
    if (!anomalyMap().tellsPlaces()) {
      return List.of();
    }
    List<Region> regions = anomalyMap().regions(mapThreshold());
    return found
        .area()
        .map(area -> regions.stream().map(each -> named(each, area)).toList())
        .orElse(regions);
  }

  /** Areas lie on the usual view of a part, and move with it. */
  private Region named(Region region, InspectedArea area) {
    Point peak =
        found
            .registration()
            .map(
                lies ->
                    PartTemplate.inUsualView(
                        lies,
                        new Point(region.peakX(), region.peakY()),
                        anomalyMap().width(),
                        anomalyMap().height()))
            .orElse(new Point(region.peakX(), region.peakY()));
    return region.in(area.nameAt(peak.x, peak.y));
  }

  /**
   * The known defect that this one is most like, after {@link AnomalyDetector#withDefects}: a hint
   * for people, which changes neither score nor verdict. Empty if the image is not {@link
   * #anomalous()}, or its product has learned no defects.
   */
  public Optional<KnownDefect> knownDefect() {
    return found
        .knownDefect()
        .map(near -> new KnownDefect(near.kind(), near.distance(), near.seen()));
  }

  /**
   * A defect that was seen before.
   *
   * @param kind its label
   * @param distance 0 if both images differ from normal ones in the same way, 1 if in ways that
   *     have nothing in common; up to 2
   * @param seen how many of this kind were seen
   */
  public record KnownDefect(String kind, double distance, int seen) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "like %d of %s seen before (distance %.2f)", seen, kind, distance);
    }
  }

  /**
   * The image with an overlay of the map in the style {@link HeatmapStyle#DECISION}; of an image
   * that was scored in tiles, the shrunk one.
   */
  public BufferedImage heatmap() {
    return heatmap(HeatmapStyle.DECISION);
  }

  /** The image with an overlay of the map; the image alone if no evidence that counts has a map. */
  public BufferedImage heatmap(HeatmapStyle style) {
    Image image = found.image();
    // A large image is kept shrunk.
    AnomalyMap map = found.map().over(image.width(), image.height());
    if (!map.tellsPlaces()) {
      return image.toBufferedImage();
    }
    if (map.hasRegions(mapThreshold())) {
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
   * The image as the network restores it, at the resolution of the network and with the image's
   * aspect ratio; empty if the detector has no network, or was not asked to {@linkplain
   * AnomalyDetector#explain(Image) explain}.
   */
  public Optional<Image> reconstruction() {
    return found.reconstruction();
  }

  /**
   * The calibrated scores of each kind of evidence that counts or needs no network, by {@link
   * io.github.anomaly4j.config.Evidence#key()}: by default "patch", "detail", "backbone" and
   * "image". With {@link AnomalyDetector#explain(Image)}, also those of the network whose weight is
   * 0, such as "mask" and "reconstruction". Each is in its own spreads; {@link #contributions()}
   * says what they add to the score.
   */
  public Map<String, Double> partialScores() {
    return score.partial();
  }

  /**
   * The parts whose sum is the {@link #deviation()}: the part of each kind of evidence that counts,
   * and "usual", mostly below 0, which subtracts the sum of the usual normal image that looks as
   * this image does as a whole.
   */
  public Map<String, Double> contributions() {
    return score.contributions();
  }

  /**
   * How many spreads of its category's normal images the image is above the usual normal image that
   * looks as it does as a whole: in this light, of this size and texture. The score is an
   * increasing function of it, the same for all images of a category: with {@code s} for {@link
   * Summary#severity()}, {@code d = sqrt(1 + s * s)}, {@code z = deviation * s / d} and {@code P}
   * for the standard normal distribution, the log-likelihood ratio of a damaged against a normal
   * image is {@code r = z * z / 2 + ln(2 * P(z)) - ln(d)}, and the score is {@code asinh(r)}.
   */
  public double deviation() {
    return score.deviation();
  }

  /** Everything except pixels, as plain values. */
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
        found.significance().value(),
        found.significance().resolution(),
        appearance(),
        score.contributions(),
        score.severity(),
        score.partial(),
        anomalyMap().max(),
        mapThreshold(),
        highest.x,
        highest.y,
        regions(),
        found.registration().orElse(null),
        knownDefect().orElse(null),
        warnings());
  }

  /**
   * How the part lies, compared with the usual view of its category; empty if its images are taken
   * as they are, which is the default: see {@link AnomalyDetectorBuilder#registration}.
   */
  public Optional<Registration> registration() {
    return found.registration();
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

  /**
   * A p-value and what it can tell.
   *
   * @param value in (0, 1]: the share of normal images that score as high
   * @param resolution {@code 1 / (n + 1)} for {@code n} normal images: the lowest value there is,
   *     and the step from one to the next. A value of 0.02 with a resolution of 0.02 means "0.02 or
   *     less"
   */
  public record PValue(double value, double resolution) {}

  /** The verdict of a detection. Only a {@link #NORMAL} image passes. */
  public enum Verdict {
    /** It looks like a normal image of its category. */
    NORMAL,
    /** It looks like an image of its category, and its score is above the threshold. */
    ANOMALOUS,
    /**
     * It looks like none of the categories: another product, another camera, not a product at all,
     * or a product that is damaged beyond recognition. Its score compares it with the nearest
     * category and says little.
     */
    UNKNOWN_PRODUCT
  }

  /**
   * A {@link Detection} in plain values, for JSON, databases and messages: numbers are finite, maps
   * keep their order, and it contains no pixels.
   *
   * @param category that was named or found
   * @param recognized whether the image looks like one of its category
   * @param verdict the verdict
   * @param passes whether the part may pass: the verdict is {@link Verdict#NORMAL}
   * @param anomalous whether the score is above the threshold, whether it is recognized or not
   * @param score how abnormal the image is, on one scale for all categories
   * @param threshold of the score
   * @param deviation how many spreads of normal images the image is above the usual one; the score
   *     is an increasing function of it, see {@link Detection#deviation()}
   * @param thresholdDeviation the deviation of an image whose score is the threshold
   * @param pValue how often a normal image of the category scores as high, see {@link
   *     Detection#pValue()}
   * @param pValueResolution the lowest p-value that can be counted
   * @param appearance how the image looks as a whole
   * @param contributions the parts whose sum is the deviation: one for each kind of evidence that
   *     counts, and "usual" for the usual normal image
   * @param severity of the category's damage, in the same spreads, which the score depends on too
   * @param partialScores the calibrated score of each kind of evidence, in its own spreads
   * @param mapHighest the highest value of the anomaly map
   * @param mapThreshold of the values of the map
   * @param highestX the position of the highest value, in pixels from the left
   * @param highestY likewise from the top
   * @param regions the defects, the most abnormal one first
   * @param registration how the part lies; {@code null} if images are taken as they are
   * @param knownDefect the known defect that it is most like; {@code null} if there is none
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
      double pValue,
      double pValueResolution,
      Appearance appearance,
      Map<String, Double> contributions,
      double severity,
      Map<String, Double> partialScores,
      double mapHighest,
      double mapThreshold,
      int highestX,
      int highestY,
      List<Region> regions,
      @Nullable Registration registration,
      @Nullable KnownDefect knownDefect,
      List<Warning> warnings) {

    /** Copies the collections. */
    public Summary {
      contributions = unmodifiableMap(new LinkedHashMap<>(contributions));
      partialScores = unmodifiableMap(new LinkedHashMap<>(partialScores));
      regions = List.copyOf(regions);
      warnings = List.copyOf(warnings);
    }
  }
}
