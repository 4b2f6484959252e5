package io.github.anomaly4j.progress;

/**
 * The losses of one batch, unweighted except for the total; {@link
 * io.github.anomaly4j.config.LossConfig} defines each. A value that is not finite is reported as it
 * is.
 *
 * @param ssim 1 - mean structural similarity of restored and wanted images
 * @param mse mean squared error of restored and wanted images
 * @param mask mask loss, Dice included; 0 for a network without a mask output
 * @param total the weighted sum that training minimizes
 */
public record Losses(double ssim, double mse, double mask, double total) {}
