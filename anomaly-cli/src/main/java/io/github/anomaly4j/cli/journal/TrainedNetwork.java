package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.progress.EpochReport;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * A network with every epoch kept.
 *
 * @param curve a report for each epoch, in order, at least one
 * @param files the network of each
 * @param warnings of the training
 */
record TrainedNetwork(List<EpochReport> curve, List<Path> files, List<String> warnings) {
  TrainedNetwork {
    curve = List.copyOf(curve);
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  int last() {
    return curve.size() - 1;
  }

  /** The epoch with the lowest validation loss, counted from 0. */
  int best() {
    int best = 0;
    for (int i = 0; i < curve.size(); i++) {
      if (curve.get(i).best()) {
        best = i;
      }
    }
    return best;
  }

  /** The first epoch, an early one, the best and the last, counted from 0. */
  List<Integer> some() {
    return List.copyOf(new TreeSet<>(List.of(0, curve.size() / 4, best(), last())));
  }
}
