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
}
