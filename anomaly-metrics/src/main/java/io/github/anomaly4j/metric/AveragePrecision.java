package io.github.anomaly4j.metric;

/**
 * Average precision of one score per image: the precision at every distinct score, weighted by the
 * recall gained there, {@code sum((R[n] - R[n-1]) * P[n])}.
 *
 * <p>There is no interpolation between the points, and images with equal scores are found together,
 * as in scikit-learn's {@code average_precision_score}. The figure depends on how common anomalies
 * are: for random scores it is near their share.
 *
 * <p>The figure is undefined, and {@link Double#NaN} is returned, when the input does not hold both
 * a normal and an anomalous image.
 */
public final class AveragePrecision {

  private AveragePrecision() {}

  /**
   * The average precision.
   *
   * @param scores one score per image, higher means more anomalous; not modified
   * @param anomalous the truth, of the same length
   * @return a value in (0, 1], or NaN when one of the two classes is missing
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static double of(double[] scores, boolean[] anomalous) {
    Ranking ranking = Ranking.of(scores, anomalous);
    if (!ranking.hasBothClasses()) {
      return Double.NaN;
    }
    double sum = 0;
    long found = 0;
    long alarms = 0;
    for (int i = 0; i < ranking.size(); i++) {
      found += ranking.anomalies(i);
      alarms += ranking.normals(i);
      sum += ranking.anomalies(i) * ((double) found / (found + alarms));
    }
    return sum / ranking.anomalies();
  }
}
