package io.github.anomaly4j.progress;

import static java.util.Objects.requireNonNull;

/**
 * One finished epoch.
 *
 * @param epoch counted from 1
 * @param training mean losses over the epoch's steps
 * @param validation losses on the held-out images with fixed synthetic damage of medium difficulty
 * @param validationAuroc how well the mask output separates damaged held-out images from undamaged
 *     ones
 * @param behavior what the network does with the held-out images
 * @param best whether its weights are the best so far: the lowest validation loss
 */
public record EpochReport(
    int epoch,
    Losses training,
    Losses validation,
    GradedAuroc validationAuroc,
    NetworkBehavior behavior,
    boolean best) {

  public EpochReport {
    requireNonNull(training, "training");
    requireNonNull(validation, "validation");
    requireNonNull(validationAuroc, "validationAuroc");
    requireNonNull(behavior, "behavior");
  }

  /**
   * Image AUROC of the mask output, damaged against undamaged held-out images, for three grades of
   * damage: 1.0 on obvious damage alone says little. NaN without a mask output.
   *
   * @param easy obvious damage, of difficulty {@value #EASY}
   * @param medium damage of difficulty {@value #MEDIUM}, which the validation loss uses too
   * @param hard barely visible damage, of difficulty {@value #HARD}
   */
  public record GradedAuroc(double easy, double medium, double hard) {
    public static final double EASY = 0.2;
    public static final double MEDIUM = 0.5;
    public static final double HARD = 0.8;
  }

  /**
   * What a network does with the held-out images, apart from its losses: the figures that detect
   * collapse and copying.
   *
   * @param error mean squared error of the reconstructions of undamaged images
   * @param within the share of the contrast within images that the reconstruction keeps: the
   *     covariance of image and reconstruction, divided by the variance of the image; 1 is all of
   *     it, 0 nothing
   * @param between the same for the differences between the images at each pixel
   * @param dead share of the encoder's channels that are zero everywhere on all images
   * @param copied the share of obvious damage that is still in the output: with c an image, d the
   *     same image damaged, r(c) and r(d) their reconstructions, {@code sum((r(d) - r(c))(d - c)) /
   *     sum((d - c)^2)}, 0 nothing, 1 all of it
   */
  public record NetworkBehavior(
      double error, double within, double between, double dead, double copied) {}

  /**
   * The losses of one batch, unweighted except for the total; {@link
   * io.github.anomaly4j.config.LossConfig} defines each. A value that is not finite is reported as
   * it is.
   *
   * @param ssim 1 - mean structural similarity of restored and wanted images
   * @param mse mean squared error of restored and wanted images
   * @param mask mask loss, Dice included; 0 for a network without a mask output
   * @param total the weighted sum that training minimizes
   */
  public record Losses(double ssim, double mse, double mask, double total) {}
}
