package io.github.anomaly4j.metric;

/**
 * Area under the receiver operating characteristic over all pixels of many images.
 *
 * <p>The probability that a defective pixel, drawn at random from all of them, scores higher than a
 * normal one, with a tie counted as one half. Exact. Large defects dominate the figure, and as most
 * pixels are normal, values near 1 are easily reached; read it together with {@link Aupro}.
 */
public final class PixelAuroc {

  private PixelAuroc() {}

  /**
   * The area under the curve.
   *
   * @param pixels the scores and the truth of all pixels
   * @return a value in [0, 1], or NaN when there is no defective or no normal pixel
   */
  public static double of(PixelScores pixels) {
    PixelRanking ranking = pixels.ranking();
    return ranking.hasBothClasses() ? ranking.auroc() : Double.NaN;
  }
}
