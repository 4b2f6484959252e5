package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.progress.EpochReport.Losses;

/**
 * The result of one training step. A step whose losses or gradients are not finite does not change
 * weights, statistics and optimizer.
 *
 * @param losses losses of the batch before the step, with the statistics of the batch
 * @param gradientNorm norm of all gradients together before clipping; may be NaN or infinite
 */
public record StepResult(Losses losses, double gradientNorm) {}
