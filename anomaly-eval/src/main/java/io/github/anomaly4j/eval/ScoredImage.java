package io.github.anomaly4j.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Booleans;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import java.util.List;
import java.util.Map;

/**
 * One test image and what the detector found in it.
 *
 * @param entry the image and the truth about it
 * @param predictedCategory the category that the detector found, or was told
 * @param recognized whether the image looks like one of that category's
 * @param score higher means more anomalous
 * @param threshold of the predicted category
 * @param pValue how often a normal image of that category scores as high
 * @param alarmRate the lowest false-positive rate at which it is anomalous
 * @param partialScores the scores that the score was made of, by name
 * @param warnings why the detection may not mean what it seems to
 */
public record ScoredImage(
    ImageEntry entry,
    String predictedCategory,
    boolean recognized,
    double score,
    double threshold,
    double pValue,
    double alarmRate,
    Map<String, Double> partialScores,
    List<Warning> warnings) {

  public ScoredImage {
    partialScores = ImmutableMap.copyOf(partialScores);
    warnings = ImmutableList.copyOf(warnings);
  }

  static double[] scores(List<ScoredImage> images) {
    return images.stream().mapToDouble(ScoredImage::score).toArray();
  }

  static boolean[] truth(List<ScoredImage> images) {
    return Booleans.toArray(images.stream().map(image -> image.entry().anomalous()).toList());
  }

  static double routingAccuracy(List<ScoredImage> images) {
    return images.stream()
        .mapToInt(image -> image.predictedCategory().equals(image.entry().category()) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The detector's decision.
   *
   * @return whether the score is above the threshold
   */
  public boolean anomalous() {
    return score > threshold;
  }

  /**
   * Whether a defect was taken for normal.
   *
   * @return true for a missed defect
   */
  public boolean missed() {
    return entry.anomalous() && !anomalous();
  }

  /**
   * Whether a normal image was taken for anomalous.
   *
   * @return true for a false alarm
   */
  public boolean falseAlarm() {
    return !entry.anomalous() && anomalous();
  }
}
