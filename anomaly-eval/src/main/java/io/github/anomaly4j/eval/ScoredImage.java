package io.github.anomaly4j.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import java.util.List;
import java.util.Map;

/**
 * One image of the test with what the detector said of it.
 *
 * @param entry the image and the truth about it
 * @param predictedCategory the category that the detector found, or was told
 * @param recognized whether the image looked like one of that category's
 * @param score higher means more anomalous
 * @param threshold of the predicted category
 * @param anomalous the detector's decision
 * @param partialScores the scores that the score was made of, by name
 * @param warnings why the detector's word on it may not mean what it seems to
 */
public record ScoredImage(
    ImageEntry entry,
    String predictedCategory,
    boolean recognized,
    double score,
    double threshold,
    boolean anomalous,
    Map<String, Double> partialScores,
    List<Warning> warnings) {

  public ScoredImage {
    partialScores = ImmutableMap.copyOf(partialScores);
    warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * Whether a defect was taken for normal.
   *
   * @return true for a missed defect
   */
  public boolean missed() {
    return entry.anomalous() && !anomalous;
  }

  /**
   * Whether a normal image was taken for anomalous.
   *
   * @return true for a false alarm
   */
  public boolean falseAlarm() {
    return !entry.anomalous() && anomalous;
  }
}
