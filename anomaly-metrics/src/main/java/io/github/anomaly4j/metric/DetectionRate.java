package io.github.anomaly4j.metric;

/**
 * The share of anomalous images that are found at a false-positive rate: what a detector would find
 * if its threshold raised an alarm for exactly this share of the normal images at hand.
 *
 * <p>An image is found when its score is at or above the threshold. Each possible number of false
 * alarms has one best threshold, the lowest that raises no more of them. If the rate asks for a
 * number between two possible ones, such as 0.32 of 16 normal images, the value lies on the
 * straight line between their two points of the ROC curve. A decision that uses one of the two
 * thresholds at random has this detection rate at exactly this false-positive rate (Provost and
 * Fawcett, Machine Learning 42, 2001). So the value never jumps when the rate or the number of
 * normal images changes a little.
 *
 * <p>The value is exact: no bins, no sampling. It is 1 for a perfect separation at every rate, and
 * any increasing map of the scores leaves it as it is. As with {@link F1Max}, the labels of the
 * same images choose the thresholds, so the value is slightly higher than the same rate gives on
 * new images: for {@code n} normal images and random scores without ties it is {@code rate + (1 -
 * rate) / (n + 1)} on average. If all scores are equal, it is the rate.
 *
 * <p>The figure is undefined, and {@link Double#NaN} is returned, when the input does not hold both
 * a normal and an anomalous image.
 */
public final class DetectionRate {

  private DetectionRate() {}

  /**
   * The detection rate at a false-positive rate.
   *
   * @param scores one score per image, higher means more anomalous; any range, infinities allowed;
   *     not modified
   * @param anomalous the truth, of the same length
   * @param falsePositiveRate in [0, 1]
   * @return a value in [0, 1] that never decreases with the rate, or NaN when one of the two
   *     classes is missing
   * @throws IllegalArgumentException if the lengths differ, a score is NaN or the rate is not in
   *     [0, 1]
   */
  public static double of(double[] scores, boolean[] anomalous, double falsePositiveRate) {
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException(
          "the false-positive rate must be in [0, 1], was " + falsePositiveRate);
    }
    Ranking ranking = Ranking.of(scores, anomalous);
    if (!ranking.hasBothClasses()) {
      return Double.NaN;
    }
    double asked = falsePositiveRate * ranking.normals();
    long alarms = 0;
    long found = 0;
    int next = 0;
    while (next < ranking.size() && alarms + ranking.normals(next) <= asked) {
      alarms += ranking.normals(next);
      found += ranking.anomalies(next);
      next++;
    }
    if (next == ranking.size()) {
      return 1;
    }
    // The best point of the next possible number of false alarms: down to the next normal image.
    long moreAlarms = ranking.normals(next);
    long moreFound = ranking.anomalies(next);
    for (int i = next + 1; i < ranking.size() && ranking.normals(i) == 0; i++) {
      moreFound += ranking.anomalies(i);
    }
    double share = (asked - alarms) / moreAlarms;
    return (found + share * moreFound) / ranking.anomalies();
  }
}
