package io.github.anomaly4j.train;

import io.github.anomaly4j.unet.UNet;
import java.util.List;

/**
 * What training gives: the weights of the epoch with the lowest validation loss.
 *
 * @param network ready to score
 * @param curve every epoch, in order
 * @param warnings what was wrong with the run, as it was told to the listener
 * @param seconds spent in this run's steps and validations, an interrupted run's not included
 */
public record TrainedNetwork(
    UNet network, List<EpochReport> curve, List<String> warnings, double seconds) {

  public TrainedNetwork {
    curve = List.copyOf(curve);
    warnings = List.copyOf(warnings);
  }
}
