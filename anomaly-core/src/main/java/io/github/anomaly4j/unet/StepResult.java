package io.github.anomaly4j.unet;

/**
 * What one training step did.
 *
 * @param losses losses of the batch before the step, batch statistics in force
 * @param gradientNorm norm of all gradients together before clipping; may be NaN or infinite
 * @param applied whether the weights changed: a step whose gradients or losses are not finite
 *     leaves weights, statistics and optimiser as they were
 */
public record StepResult(Losses losses, double gradientNorm, boolean applied) {}
