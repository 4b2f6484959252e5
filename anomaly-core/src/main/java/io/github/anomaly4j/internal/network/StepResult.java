package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.network.loss.Losses;

/**
 * What one training step did. A step whose losses or gradients are not finite leaves weights,
 * statistics and optimizer as they were.
 *
 * @param losses losses of the batch before the step, batch statistics in force
 * @param gradientNorm norm of all gradients together before clipping; may be NaN or infinite
 */
public record StepResult(Losses losses, double gradientNorm) {}
