package io.github.anomaly4j.metric;

/**
 * Area under the per-region overlap curve (Bergmann et al., "Uninformed Students", CVPR 2020, and
 * "The MVTec Anomaly Detection Dataset", IJCV 129, 2021).
 *
 * <p>The overlap of a region is the share of its pixels that score at or above a threshold. It is
 * averaged over all 8-connected defective regions of all images, whatever their size, plotted
 * against the share of normal pixels of all images at or above the same threshold, integrated up to
 * a limit on the latter, and divided by the limit. Exact: one point per distinct score, straight
 * lines between points, and so also at the limit itself.
 *
 * <p>Random scores give half the limit (0.15 at the usual one), not 0.5.
 */
public final class Aupro {

  /** The usual false-positive rate to integrate up to. */
  public static final double USUAL_LIMIT = 0.3;

  private Aupro() {}

  /**
   * The area up to a false-positive rate of {@link #USUAL_LIMIT}.
   *
   * @param pixels the scores and the truth of all pixels
   * @return a value in [0, 1], or NaN when there is no defective or no normal pixel
   */
  public static double of(PixelScores pixels) {
    return of(pixels, USUAL_LIMIT);
  }

  /**
   * The area up to a given false-positive rate.
   *
   * @param pixels the scores and the truth of all pixels
   * @param limit where the integration ends, in (0, 1]
   * @return a value in [0, 1], or NaN when there is no defective or no normal pixel
   * @throws IllegalArgumentException if the limit is out of range
   */
  public static double of(PixelScores pixels, double limit) {
    if (!(limit > 0 && limit <= 1)) {
      throw new IllegalArgumentException(
          "the limit on the false-positive rate is " + limit + "; expected a value in (0, 1]");
    }
    PixelRanking ranking = pixels.ranking();
    if (!ranking.hasBothClasses()) {
      return Double.NaN;
    }
    // The sum of a million shares may exceed one by a rounding error.
    return Math.min(1, ranking.overlapArea(limit) / limit);
  }
}
