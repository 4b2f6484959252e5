package io.github.anomaly4j.config;

/**
 * Weights of the losses that training minimizes.
 *
 * <pre>total = ssim * (1 - SSIM) + mse * MSE + mask * (focal + dice * Dice)</pre>
 *
 * <p>SSIM is the mean structural similarity (Wang et al., 2004, eq. 13) and MSE the mean squared
 * error over all samples of the restored and the wanted images, both in [0, 1]. The mask losses
 * compare the predicted damage probability p with the label t in [0, 1], soft labels included: the
 * focal term is the mean of |t - p|^focalGamma * KL(t || p) (quality focal loss, Li et al., 2020,
 * minus the constant entropy of the label, so that a perfect prediction costs nothing), and Dice is
 * 1 - (2 sum(pt) + 1) / (sum(p^2) + sum(t^2) + 1) per image (Milletari et al., 2016).
 *
 * <p>Every term is at least zero and zero where prediction and label are equal.
 *
 * @param ssim weight of 1 - SSIM, at least 0
 * @param mse weight of the mean squared error, at least 0
 * @param mask weight of the whole mask loss, at least 0
 * @param dice weight of Dice inside the mask loss, at least 0
 * @param focalGamma exponent of the focal term: 0 is plain cross-entropy; otherwise at least 1
 */
public record LossConfig(double ssim, double mse, double mask, double dice, double focalGamma) {

  /**
   * Checks the weights.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, or the exponent is
   *     between 0 and 1, where its gradient is not bounded
   */
  public LossConfig {
    requireWeight("ssim", ssim);
    requireWeight("mse", mse);
    requireWeight("mask", mask);
    requireWeight("dice", dice);
    requireWeight("focalGamma", focalGamma);
    if (focalGamma > 0 && focalGamma < 1) {
      throw new IllegalArgumentException(
          "focalGamma must be 0 or at least 1, but is " + focalGamma);
    }
  }

  /**
   * The weights of the default training: SSIM and MSE as in RIAD-like restoration, focal and Dice
   * for the mask.
   *
   * @return ssim 1, mse 1, mask 1, dice 0.5, focalGamma 2
   */
  public static LossConfig defaults() {
    return new LossConfig(1, 1, 1, 0.5, 2);
  }

  /**
   * The same losses with other weights of the image terms.
   *
   * @param ssim weight of 1 - SSIM
   * @param mse weight of the mean squared error
   * @return a new configuration
   */
  public LossConfig withReconstruction(double ssim, double mse) {
    return new LossConfig(ssim, mse, mask, dice, focalGamma);
  }

  /**
   * The same losses with another mask loss.
   *
   * @param mask weight of the whole mask loss
   * @param dice weight of Dice inside it
   * @param focalGamma exponent of the focal term
   * @return a new configuration
   */
  public LossConfig withMask(double mask, double dice, double focalGamma) {
    return new LossConfig(ssim, mse, mask, dice, focalGamma);
  }

  private static void requireWeight(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be a finite number of at least 0, but is " + value);
    }
  }
}
