package io.github.anomaly4j.progress;

import io.github.anomaly4j.progress.EpochReport.Losses;
import java.time.Duration;

/**
 * One finished optimizer step.
 *
 * @param epoch counted from 1
 * @param epochs how many epochs a full run has
 * @param step within the epoch, counted from 1
 * @param steps in an epoch
 * @param losses of the step
 * @param imagesPerSecond since training began
 * @param timeLeft until the last epoch ends, at that speed
 */
public record StepReport(
    int epoch,
    int epochs,
    int step,
    int steps,
    Losses losses,
    double imagesPerSecond,
    Duration timeLeft) {}
