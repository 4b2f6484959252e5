package io.github.anomaly4j;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
 * @param deviation how many spreads of normal images the image is above the usual one; the score is
 *     an increasing function of it, see {@link Detection#deviation()}
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
public record DetectionSummary(
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
  public DetectionSummary {
    contributions = unmodifiableMap(new LinkedHashMap<>(contributions));
    partialScores = unmodifiableMap(new LinkedHashMap<>(partialScores));
    warnings = List.copyOf(warnings);
  }
}
