package io.github.anomaly4j.metric;

/**
 * Area under the receiver operating characteristic of one score per image.
 *
 * <p>The value is the probability that an anomalous image, drawn at random, scores higher than a
 * normal one, with a tie counted as one half (the Mann-Whitney statistic over mid-ranks; Hanley and
 * McNeil, Radiology 143, 1982). It is exact: no bins, no sampling. 1 is a perfect separation, 0.5
 * is chance.
 *
 * <p>The figure is undefined, and {@link Double#NaN} is returned, when the input does not hold both
 * a normal and an anomalous image.
 */
public final class Auroc {

  private Auroc() {}

  /**
   * The area under the curve.
   *
   * @param scores one score per image, higher means more anomalous; any range, infinities allowed;
   *     not modified
   * @param anomalous the truth, of the same length
   * @return a value in [0, 1], or NaN when one of the two classes is missing
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static double of(double[] scores, boolean[] anomalous) {
    Ranking ranking = Ranking.of(scores, anomalous);
    if (!ranking.hasBothClasses()) {
      return Double.NaN;
    }
    // Twice the number of (anomalous, normal) pairs in the right order: integers, hence exact.
    long twicePairs = 0;
    long anomalousAbove = 0;
    for (int i = 0; i < ranking.size(); i++) {
      twicePairs += ranking.normals(i) * (2 * anomalousAbove + ranking.anomalies(i));
      anomalousAbove += ranking.anomalies(i);
    }
    return twicePairs / (2.0 * ranking.anomalies() * ranking.normals());
  }

  /**
   * The curve itself, one point per distinct score, from (0, 0) to (1, 1).
   *
   * @param scores one score per image, higher means more anomalous; not modified
   * @param anomalous the truth, of the same length
   * @return the curve; empty when one of the two classes is missing
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static RocCurve curve(double[] scores, boolean[] anomalous) {
    Ranking ranking = Ranking.of(scores, anomalous);
    if (!ranking.hasBothClasses()) {
      return RocCurve.empty();
    }
    int points = ranking.size() + 1;
    double[] falsePositiveRates = new double[points];
    double[] truePositiveRates = new double[points];
    double[] thresholds = new double[points];
    thresholds[0] = Double.POSITIVE_INFINITY;
    long found = 0;
    long alarms = 0;
    for (int i = 0; i < ranking.size(); i++) {
      found += ranking.anomalies(i);
      alarms += ranking.normals(i);
      truePositiveRates[i + 1] = (double) found / ranking.anomalies();
      falsePositiveRates[i + 1] = (double) alarms / ranking.normals();
      thresholds[i + 1] = ranking.score(i);
    }
    return RocCurve.of(falsePositiveRates, truePositiveRates, thresholds);
  }
}
