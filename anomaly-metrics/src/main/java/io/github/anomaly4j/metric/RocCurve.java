package io.github.anomaly4j.metric;

import java.util.Objects;

/**
 * A receiver operating characteristic: false-positive rate against true-positive rate at every
 * distinct score, from (0, 0) at threshold +infinity to (1, 1) at the lowest score.
 *
 * <p>An image counts as positive when its score is at or above the threshold. Immutable.
 */
public final class RocCurve {

  private static final RocCurve EMPTY = new RocCurve(new double[0], new double[0], new double[0]);

  private final double[] falsePositiveRates;
  private final double[] truePositiveRates;
  private final double[] thresholds;

  private RocCurve(double[] falsePositiveRates, double[] truePositiveRates, double[] thresholds) {
    this.falsePositiveRates = falsePositiveRates;
    this.truePositiveRates = truePositiveRates;
    this.thresholds = thresholds;
  }

  static RocCurve empty() {
    return EMPTY;
  }

  /** Takes ownership of the arrays. */
  static RocCurve of(double[] falsePositiveRates, double[] truePositiveRates, double[] thresholds) {
    return new RocCurve(falsePositiveRates, truePositiveRates, thresholds);
  }

  /**
   * The number of points.
   *
   * @return 0 when the curve is undefined, otherwise one more than there are distinct scores
   */
  public int size() {
    return thresholds.length;
  }

  /**
   * The share of normal images at or above the threshold of a point, in [0, 1].
   *
   * @param point an index below {@link #size()}
   * @return the rate, never decreasing with the index
   */
  public double falsePositiveRate(int point) {
    return falsePositiveRates[Objects.checkIndex(point, size())];
  }

  /**
   * The share of anomalous images at or above the threshold of a point, in [0, 1].
   *
   * @param point an index below {@link #size()}
   * @return the rate, never decreasing with the index
   */
  public double truePositiveRate(int point) {
    return truePositiveRates[Objects.checkIndex(point, size())];
  }

  /**
   * The threshold of a point.
   *
   * @param point an index below {@link #size()}
   * @return +infinity at the first point, then the distinct scores from high to low
   */
  public double threshold(int point) {
    return thresholds[Objects.checkIndex(point, size())];
  }

  /**
   * The trapezoidal area under the curve, which equals {@link Auroc#of} up to rounding.
   *
   * @return a value in [0, 1], or NaN when the curve is undefined
   */
  public double area() {
    if (size() == 0) {
      return Double.NaN;
    }
    double area = 0;
    for (int i = 1; i < size(); i++) {
      area +=
          (falsePositiveRates[i] - falsePositiveRates[i - 1])
              * (truePositiveRates[i] + truePositiveRates[i - 1])
              / 2;
    }
    return area;
  }
}
