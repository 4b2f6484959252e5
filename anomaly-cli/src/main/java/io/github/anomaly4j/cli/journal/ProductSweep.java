package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Three normal and three defective images of one product, scored after every epoch.
 *
 * @param images normal ones first
 * @param network every epoch of it
 * @param scores of each epoch
 */
record ProductSweep(List<ImageEntry> images, TrainedNetwork network, List<NetworkScores> scores) {
  private static final int EACH = 3;

  /** A product with enough of both; that with the most training images, as carpet had. */
  static ProductSweep run(Workspace workspace, String category) throws IOException {
    TrainedNetwork network =
        workspace.train(
            "sweep",
            List.of(category),
            UNetConfig.defaults().withMaskOutput(false),
            workspace.scale().alone());
    List<ImageEntry> images = workspace.test(category, EACH);
    List<NetworkScores> scores = new ArrayList<>();
    for (Path file : network.files()) {
      try (NetworkProbe probe = NetworkProbe.load(file)) {
        scores.add(Workspace.scores(probe, images));
      }
    }
    return new ProductSweep(images, network, scores);
  }

  /** How the network was trained, in a few words. */
  String describe(Workspace workspace) {
    return "%s alone, %d training images; the U-Net with its skips, no mask output, %s"
        .formatted(
            images.get(0).category(),
            workspace.normals(images.get(0).category(), workspace.scale().learned()).size(),
            RunSize.describe(workspace.scale().alone()));
  }

  ExperimentReport.Table table(Evidence kind, DoubleFunction<String> format) {
    List<String> columns = new ArrayList<>(List.of("epoch", "validation loss"));
    for (boolean defective : new boolean[] {false, true}) {
      for (int i = 0; i < scores.get(0).of(kind, defective).length; i++) {
        columns.add((defective ? "defective " : "normal ") + (i + 1));
      }
    }
    columns.add("apart");
    List<List<String>> rows = new ArrayList<>();
    for (int epoch = 0; epoch < scores.size(); epoch++) {
      List<String> row = new ArrayList<>();
      row.add(epoch + 1 + (epoch == network.best() ? " (lowest)" : ""));
      row.add(Format.loss(network.curve().get(epoch).validation().total()));
      for (boolean defective : new boolean[] {false, true}) {
        for (double score : scores.get(epoch).of(kind, defective)) {
          row.add(format.apply(score));
        }
      }
      row.add(scores.get(epoch).apart(kind) ? "yes" : "no");
      rows.add(row);
    }
    return new ExperimentReport.Table(columns, rows);
  }

  String sentence(String what, Evidence kind) {
    int apart = (int) scores.stream().filter(score -> score.apart(kind)).count();
    boolean kept = scores.get(network.best()).apart(kind);
    String count =
        apart == 0
            ? "Normal and defective images overlap at every epoch"
            : apart == scores.size()
                ? "Defective images lie above the normal ones at every epoch"
                : "Defective images lie above the normal ones at %d of %d epochs"
                    .formatted(apart, scores.size());
    return "%s by the %s%s; at the epoch of the lowest validation loss (%d) they are %s."
        .formatted(
            count,
            what,
            apart == 0 ? ", as in the journal" : "",
            network.best() + 1,
            kept ? "apart" : "mixed");
  }
}
