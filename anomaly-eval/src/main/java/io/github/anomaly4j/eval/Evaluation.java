package io.github.anomaly4j.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The outcome of an evaluation. Immutable. Undefined figures are {@link Double#NaN}.
 *
 * @param categories results by category, in the image set's order
 * @param hard those of the caller's hard categories that were evaluated
 * @param pooledImageAuroc image AUROC over the scores of all categories in one list, which asks
 *     that scores of different categories mean the same
 * @param routingAccuracy the share of images whose category the detector found by itself; NaN if it
 *     was told
 * @param latency of one image
 * @param modelBytes the size of the saved detector, if known
 * @param images every image that was scored, category by category
 * @param examples some of the worst misses, bounded in number
 * @param skipped files that could not be read, if the caller asked to skip them
 * @param warnings what is not as it should be with the images, for people to read: those of the
 *     image set, and what was found while scoring
 * @param provenance of the detector
 * @param evaluatedAt when the evaluation ended
 */
public record Evaluation(
    Map<String, CategoryResult> categories,
    List<String> hard,
    double pooledImageAuroc,
    double routingAccuracy,
    Latency latency,
    OptionalLong modelBytes,
    List<ScoredImage> images,
    List<Example> examples,
    List<SkippedFile> skipped,
    List<String> warnings,
    Provenance provenance,
    Instant evaluatedAt) {

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
   * @return each figure's mean over the categories that define it
   */
  public Figures mean() {
    return Figures.mean(categories.values().stream().map(CategoryResult::figures).toList());
  }

  /**
   * The mean over the hard categories.
   *
   * @return each figure's mean over those that define it; all NaN if there are none
   */
  public Figures meanHard() {
    return Figures.mean(hard.stream().map(name -> categories.get(name).figures()).toList());
  }

  /**
   * Defective images that the detector took for normal, in all categories.
   *
   * @return at least 0
   */
  public int missedDefects() {
    return categories.values().stream().mapToInt(CategoryResult::missedDefects).sum();
  }

  /**
   * Normal images that the detector took for anomalous, in all categories.
   *
   * @return at least 0
   */
  public int falseAlarms() {
    return categories.values().stream().mapToInt(CategoryResult::falseAlarms).sum();
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

  /**
   * Normal images that were scored.
   *
   * @return at least 0
   */
  public int normal() {
    return categories.values().stream().mapToInt(CategoryResult::normal).sum();
  }

  /**
   * Defective images that were scored.
   *
   * @return at least 0
   */
  public int defective() {
    return categories.values().stream().mapToInt(CategoryResult::defective).sum();
  }
}
