package io.github.anomaly4j.eval;

/**
 * How a detector did on the images of one category.
 *
 * @param figures independent of the threshold
 * @param normal how many normal images were scored
 * @param defective how many defective images were scored
 * @param pixelImages how many of both the pixel figures cover: normal ones and those with a mask; 0
 *     if the category has no masks
 * @param pixelNote what the pixel figures leave out, for people to read; empty if nothing
 * @param threshold the detector's for this category, on the scale of the scores; NaN if it does not
 *     know the category
 * @param f1Threshold the one that {@link Figures#f1Max()} is reached at; NaN where that is
 *     undefined
 * @param missedDefects defective images that the detector took for normal
 * @param falseAlarms normal images that the detector took for anomalous
 * @param routingAccuracy the share of images whose category the detector found by itself; NaN if it
 *     was told
 */
public record CategoryResult(
    Figures figures,
    int normal,
    int defective,
    int pixelImages,
    String pixelNote,
    double threshold,
    double f1Threshold,
    int missedDefects,
    int falseAlarms,
    double routingAccuracy) {

  /**
   * The share of defective images that were found.
   *
   * @return a value in [0, 1], or NaN without defective images
   */
  public double detectionRate() {
    return defective == 0 ? Double.NaN : (double) (defective - missedDefects) / defective;
  }

  /**
   * The share of normal images that raised an alarm.
   *
   * @return a value in [0, 1], or NaN without normal images
   */
  public double falsePositiveRate() {
    return normal == 0 ? Double.NaN : (double) falseAlarms / normal;
  }
}
