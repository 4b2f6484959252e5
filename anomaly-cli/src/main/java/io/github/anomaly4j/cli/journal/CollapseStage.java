package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One autoencoder for all products, without skip connections. */
final class CollapseStage implements Stage {
  /** The network of the journal's beginning: no skips, no mask output. */
  static final UNetConfig NETWORK =
      UNetConfig.defaults().withSkips(0, 0, 0, 0).withMaskOutput(false);

  static final String NAME = "without-skips";

  /** Less contrast than this is gray. */
  private static final double GRAY = 0.02;

  /** More than this is not a coin's. */
  private static final double RANKS = 0.7;

  /** Less contrast than this is a blur. */
  private static final double BLUR = 0.5;

  @Override
  public String title() {
    return "1 to 4 and 7: one network without skips";
  }

  @Override
  public String reported() {
    return "The loss falls, the output is the same gray blur whatever the input, and the score is a"
        + " coin's (AUROC 0.50 to 0.53): the skip connections had never been wired in.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    TrainedNetwork network = train(workspace);
    NetworkScores scores = workspace.scores(network.files().get(network.last()));
    NetworkBehavior behavior = network.curve().get(network.last()).behavior();
    List<ExperimentReport.Part> parts = new ArrayList<>();
    parts.add(curve(network));
    parts.add(byCategory(scores));
    parts.add(
        new ExperimentReport.Text(
            "Training warned",
            network.warnings().isEmpty() ? "of nothing" : String.join("; ", network.warnings())));
    parts.add(NetworkImages.sheets(workspace, "stage-01-blur", network, network.last()));
    return new Result(
        ("One U-Net for all products, no skips, no mask output, loss MSE and SSIM; at"
                + " most %d images a product, %s; scored by the reconstruction error on at"
                + " most %d normal and %d defective test images a product.")
            .formatted(
                workspace.scale().learned(),
                RunSize.describe(workspace.scale().shared()),
                workspace.scale().sample(),
                workspace.scale().sample()),
        sentence(
            behavior.within(),
            scores.mean(Evidence.RECONSTRUCTION),
            scores.pooled(Evidence.RECONSTRUCTION)),
        parts);
  }

  static TrainedNetwork train(Workspace workspace) throws IOException {
    return workspace.train(NAME, workspace.categories(), NETWORK, workspace.scale().shared());
  }

  static String sentence(double within, double mean, double pooled) {
    String verdict =
        within < GRAY
            ? "Collapsed: %s of the images' contrast comes out"
            : within < BLUR
                ? "A blur: %s of the images' contrast comes out"
                : "Did not collapse here: %s of the images' contrast comes out";
    return (verdict
            + (", and the reconstruction error ranks real defects with an image AUROC of %s"
                + " in the mean and %s pooled%s."))
        .formatted(
            Format.percent(Math.max(0, within)),
            Format.figure(mean),
            Format.figure(pooled),
            within < GRAY && mean > RANKS
                ? "; against a flat output the error is the image's own contrast, which shows"
                    + " these defects without any network"
                : "");
  }

  private static ExperimentReport.Table curve(TrainedNetwork network) {
    List<List<String>> rows = new ArrayList<>();
    for (EpochReport epoch : network.curve()) {
      rows.add(
          List.of(
              "" + epoch.epoch(),
              Format.loss(epoch.training().total()),
              Format.loss(epoch.validation().mse()),
              Format.loss(epoch.validation().ssim()),
              Format.percent(epoch.behavior().within()),
              Format.percent(epoch.behavior().copied())));
    }
    return new ExperimentReport.Table(
        List.of(
            "epoch",
            "training loss",
            "validation MSE",
            "validation 1 - SSIM",
            "contrast that comes out",
            "damage that comes out"),
        rows);
  }

  private static ExperimentReport.Table byCategory(NetworkScores scores) {
    List<List<String>> rows = new ArrayList<>();
    scores
        .byCategory(Evidence.RECONSTRUCTION)
        .forEach((category, auroc) -> rows.add(List.of(category, Format.figure(auroc))));
    rows.add(List.of("mean", Format.figure(scores.mean(Evidence.RECONSTRUCTION))));
    rows.add(List.of("pooled", Format.figure(scores.pooled(Evidence.RECONSTRUCTION))));
    return new ExperimentReport.Table(List.of("product", "image AUROC"), rows);
  }
}
