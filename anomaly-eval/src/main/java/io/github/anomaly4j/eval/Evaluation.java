package io.github.anomaly4j.eval;

import static java.util.stream.Collectors.groupingBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.DetectionRate;
import io.github.anomaly4j.metric.RegionFigures;
import java.util.List;
import java.util.Map;

/**
 * The outcome of an evaluation. Immutable. Undefined figures are {@link Double#NaN}.
 *
 * @param categories results by category, in the image set's order
 * @param hard those of the caller's hard categories that were evaluated
 * @param images every image that was scored, category by category
 * @param examples some of the worst errors, bounded in number
 * @param skipped files that could not be read, if the caller asked to skip them
 * @param warnings what is not as it should be with the images, for people to read: those of the
 *     image set, and what was found while scoring
 * @param run the detector, its latency and the time
 */
public record Evaluation(
    Map<String, CategoryResult> categories,
    List<String> hard,
    List<ScoredImage> images,
    List<ErrorExample> examples,
    List<SkippedFile> skipped,
    List<String> warnings,
    EvaluationRun run) {

  public Evaluation {
    categories = ImmutableMap.copyOf(categories);
    hard = ImmutableList.copyOf(hard);
    images = ImmutableList.copyOf(images);
    examples = ImmutableList.copyOf(examples);
    skipped = ImmutableList.copyOf(skipped);
    warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * The mean over all categories.
   *
   * @return each metric's mean over the categories that define it
   */
  public Metrics mean() {
    return Metrics.mean(categories.values().stream().map(CategoryResult::metrics).toList());
  }

  /**
   * The mean over the hard categories.
   *
   * @return each metric's mean over those that define it; all NaN if there are none
   */
  public Metrics meanHard() {
    return Metrics.mean(hard.stream().map(name -> categories.get(name).metrics()).toList());
  }

  /**
   * The decisions over the images of all categories.
   *
   * @return their numbers
   */
  public Decisions decisions() {
    return Decisions.of(images);
  }

  /**
   * The decisions over the images of the hard categories.
   *
   * @return their numbers; all 0 if there are none
   */
  public Decisions decisionsHard() {
    return Decisions.sum(hard.stream().map(name -> categories.get(name).decisions()).toList());
  }

  /** How the regions of all categories compare with the masks. */
  public RegionFigures regions() {
    return RegionFigures.sum(categories.values().stream().map(CategoryResult::regions).toList());
  }

  /**
   * What perfect thresholds would decide: for each category the lowest threshold that at most a
   * share of its normal images scores above. The labels of these very images choose it, so no
   * training can be expected to find it; it tells which misses are the threshold's and which are
   * the scores'. Whole images count, so of fewer than 50 normal ones none is above at 2 %.
   *
   * @param falsePositiveRate the share, in [0, 1]
   * @return the numbers over the images of all categories; those of a category without normal or
   *     without defective images are at the detector's own threshold
   * @throws IllegalArgumentException if the rate is not in [0, 1]
   */
  public Decisions perfectDecisions(double falsePositiveRate) {
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException(
          "the false-positive rate must be in [0, 1], was " + falsePositiveRate);
    }
    return Decisions.sum(
        images.stream().collect(groupingBy(image -> image.entry().category())).values().stream()
            .map(
                own -> {
                  Decisions trained = Decisions.of(own);
                  return trained.normal() == 0 || trained.defective() == 0
                      ? trained
                      : Decisions.perfect(own, falsePositiveRate);
                })
            .toList());
  }

  /**
   * The share of defective images that are found at exactly a false-positive rate, with one
   * threshold for the scores of all categories in one list; see {@link DetectionRate}.
   *
   * @param falsePositiveRate in [0, 1]
   * @return in [0, 1]; NaN without normal or without defective images
   */
  public double pooledDetectionRate(double falsePositiveRate) {
    return DetectionRate.of(
        ScoredImage.scores(images), ScoredImage.truth(images), falsePositiveRate);
  }

  /**
   * Image AUROC over the scores of all categories in one list. It is high only if scores of
   * different categories mean the same.
   *
   * @return in [0, 1]; NaN without normal or without defective images
   */
  public double pooledImageAuroc() {
    return Auroc.of(ScoredImage.scores(images), ScoredImage.truth(images));
  }

  /**
   * The share of images whose category the detector found by itself.
   *
   * @return in [0, 1]; NaN if it was told, or knows none of the categories
   */
  public double routingAccuracy() {
    boolean routed =
        categories.values().stream().anyMatch(result -> !Double.isNaN(result.routingAccuracy()));
    return routed ? ScoredImage.routingAccuracy(images) : Double.NaN;
  }

  /**
   * The share of images that the detector took for an unknown product; right for a product that it
   * was not trained on.
   *
   * @return in [0, 1]; NaN if there are no images
   */
  public double unknownShare() {
    return images.stream()
        .mapToInt(image -> image.recognized() ? 0 : 1)
        .average()
        .orElse(Double.NaN);
  }
}
