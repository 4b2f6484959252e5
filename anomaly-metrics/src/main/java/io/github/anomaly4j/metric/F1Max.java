package io.github.anomaly4j.metric;

/**
 * The best F1 score that any threshold reaches, and that threshold.
 *
 * <p>F1 is {@code 2 TP / (2 TP + FP + FN)}; an image counts as found when its score is at or above
 * the threshold. The threshold is chosen with the labels of the same images that it is measured on,
 * so the value is an upper bound for comparison between methods, not a figure to expect in use.
 *
 * <p>Both components are {@link Double#NaN} when the input does not hold both a normal and an
 * anomalous image.
 *
 * @param value the largest F1, in (0, 1], or NaN
 * @param threshold one of the scores; where several reach the same F1, the highest, which raises
 *     the fewest false alarms; or NaN
 */
public record F1Max(double value, double threshold) {

  /**
   * The best F1 over all thresholds.
   *
   * @param scores one score per image, higher means more anomalous; not modified
   * @param anomalous the truth, of the same length
   * @return the value and where it is reached
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static F1Max of(double[] scores, boolean[] anomalous) {
    Ranking ranking = Ranking.of(scores, anomalous);
    if (!ranking.hasBothClasses()) {
      return new F1Max(Double.NaN, Double.NaN);
    }
    double best = 0;
    double threshold = Double.NaN;
    long found = 0;
    long alarms = 0;
    for (int i = 0; i < ranking.size(); i++) {
      found += ranking.anomalies(i);
      alarms += ranking.normals(i);
      // 2 TP + FP + FN = (TP + FP) + (TP + FN)
      double f1 = 2.0 * found / (found + alarms + ranking.anomalies());
      if (f1 > best) {
        best = f1;
        threshold = ranking.score(i);
      }
    }
    return new F1Max(best, threshold);
  }
}
