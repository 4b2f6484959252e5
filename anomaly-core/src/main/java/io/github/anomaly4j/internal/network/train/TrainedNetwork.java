package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport;
import java.util.List;

/**
 * The result of training: the network of the epoch with the lowest validation loss.
 *
 * @param network ready to score
 * @param curve every epoch, in order
 * @param warnings the warnings that the listener received
 */
public record TrainedNetwork(UNet network, List<EpochReport> curve, List<String> warnings) {

  public TrainedNetwork {
    curve = List.copyOf(curve);
    warnings = List.copyOf(warnings);
  }
}
