package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One network for all products again, with skip connections, and what they do. */
final class SingleModelStage implements Stage {
  private static final double BLACK = 0.1;
  private static final double COPYING = 0.9;

  @Override
  public String title() {
    return "13: one model again";
  }

  @Override
  public String reported() {
    return "Only epoch 1 reconstructs, 2 to 30 are black; with full skips the network may just copy"
        + " its input. Ideas noted: fewer skips, none at the top level.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    TrainedNetwork network = workspace.network();
    List<List<String>> epochs = new ArrayList<>();
    for (int epoch : network.some()) {
      epochs.add(
          row(
              "epoch " + (epoch + 1) + (epoch == network.best() ? " (kept)" : ""),
              network.curve().get(epoch),
              workspace.scores(network.files().get(epoch))));
    }
    UNetConfig full = UNetConfig.defaults().withSkips(1, 1, 1, 1).withMaskOutput(false);
    Map<String, TrainedNetwork> skips = new TreeMap<>();
    skips.put("all skips", train(workspace, "all-skips", full));
    skips.put(
        "no skip at the top level", train(workspace, "no-top-skip", full.withSkips(0, 1, 1, 1)));
    skips.put("no skips (stage 1)", CollapseStage.train(workspace));
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, TrainedNetwork> skip : skips.entrySet()) {
      TrainedNetwork trained = skip.getValue();
      rows.add(
          row(
              skip.getKey(),
              trained.curve().get(trained.last()),
              workspace.scores(trained.files().get(trained.last()))));
    }
    List<ExperimentReport.Part> parts = new ArrayList<>();
    parts.add(table("the default's network", epochs));
    parts.add(table("short trainings", rows));
    List<ImageEntry> defective =
        workspace.sample().stream().filter(ImageEntry::anomalous).limit(1).toList();
    parts.add(
        NetworkImages.strips(
            "stage-13-epochs",
            "the default's network: input, and its reconstruction after some epochs",
            defective,
            network,
            network.some()));
    return new Result(
        ("The network of the library's default (no skip at the top level, mask output) after some of"
                + " its epochs; and three networks without mask output trained as in stage 1"
                + " (%s). Reconstruction error on the test images of stage 1.")
            .formatted(RunSize.describe(workspace.scale().shared())),
        sentence(
            network.curve().get(network.last()).behavior().within(),
            skips.get("all skips").curve(),
            skips.get("no skip at the top level").curve()),
        parts);
  }

  private static TrainedNetwork train(Workspace workspace, String name, UNetConfig config)
      throws IOException {
    return workspace.train(name, workspace.categories(), config, workspace.scale().shared());
  }

  private static ExperimentReport.Table table(String first, List<List<String>> rows) {
    return new ExperimentReport.Table(
        List.of(
            first,
            "validation loss",
            "contrast that comes out",
            "damage that comes out",
            "image AUROC"),
        rows);
  }

  private static List<String> row(String name, EpochReport epoch, NetworkScores scores) {
    return List.of(
        name,
        Format.loss(epoch.validation().total()),
        Format.percent(epoch.behavior().within()),
        Format.percent(epoch.behavior().copied()),
        Format.figure(scores.mean(Evidence.RECONSTRUCTION)));
  }

  static String sentence(double within, List<EpochReport> all, List<EpochReport> noTop) {
    double copied = copiedOf(all);
    double copiedWithoutTop = copiedOf(noTop);
    return ("%s: %s of the contrast comes out of the default's network after its last"
            + " epoch. After a short training with all skips %s of obvious damage comes out"
            + " too%s, without the top level's %s.")
        .formatted(
            within < BLACK ? "Black as in the journal" : "Not black here",
            Format.percent(Math.max(0, within)),
            Format.percent(copied),
            copied > COPYING ? " (it copies)" : "",
            Format.percent(copiedWithoutTop));
  }

  private static double copiedOf(List<EpochReport> curve) {
    return curve.get(curve.size() - 1).behavior().copied();
  }
}
