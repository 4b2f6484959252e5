package io.github.anomaly4j.progress;

/**
 * What a network does with the held-out images, apart from its losses: the figures that detect
 * collapse and copying.
 *
 * @param error mean squared error of the reconstructions of undamaged images
 * @param within the share of the contrast within images that the reconstruction keeps: the
 *     covariance of image and reconstruction, divided by the variance of the image; 1 is all of it,
 *     0 nothing
 * @param between the same for the differences between the images at each pixel
 * @param dead share of the encoder's channels that are zero everywhere on all images
 * @param copied the share of obvious damage that is still in the output: with c an image, d the
 *     same image damaged, r(c) and r(d) their reconstructions, {@code sum((r(d) - r(c))(d - c)) /
 *     sum((d - c)^2)}, 0 nothing, 1 all of it
 */
public record NetworkBehavior(
    double error, double within, double between, double dead, double copied) {}
