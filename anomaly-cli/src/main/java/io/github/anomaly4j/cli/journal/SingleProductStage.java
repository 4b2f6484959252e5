package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network for one product, the one with the fewest images. */
final class SingleProductStage implements Stage {
  private static final String NAME = "alone";
  private static final double LITTLE = 0.05;

  @Override
  public String title() {
    return "5: one product alone";
  }

  @Override
  public String reported() {
    return "On the toothbrushes alone (54 images) the AUROC is 0.639 in epoch 1 and falls towards"
        + " 0.5: overfitting on few images.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    if (workspace.measurable().isEmpty()) {
      return Result.skipped("no product has both normal and defective test images");
    }
    String category = workspace.measurable().get(0);
    TrainedNetwork network =
        workspace.train(NAME, List.of(category), CollapseStage.NETWORK, workspace.scale().alone());
    List<Double> aurocs = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (EpochReport epoch : network.curve()) {
      double auroc =
          workspace
              .scores(
                  network.files().get(epoch.epoch() - 1),
                  workspace.test(category, 2 * workspace.scale().sample()))
              .pooled(Evidence.RECONSTRUCTION);
      aurocs.add(auroc);
      rows.add(
          List.of(
              "" + epoch.epoch(),
              Format.loss(epoch.training().total()),
              Format.loss(epoch.validation().total()),
              Format.figure(auroc)));
    }
    workspace.forget(NAME);
    return new Result(
        ("%s, %d training images; the network of stage 1, %s; every epoch scored by"
                + " the reconstruction error on %d test images.")
            .formatted(
                category,
                workspace.normals(category, workspace.scale().learned()).size(),
                RunSize.describe(workspace.scale().alone()),
                workspace.test(category, 2 * workspace.scale().sample()).size()),
        sentence(category, aurocs),
        List.of(
            new ExperimentReport.Table(
                List.of("epoch", "training loss", "validation loss", "image AUROC"), rows)));
  }

  static String sentence(String category, List<Double> aurocs) {
    double first = aurocs.get(0);
    double last = aurocs.get(aurocs.size() - 1);
    int best = 0;
    for (int i = 0; i < aurocs.size(); i++) {
      best = aurocs.get(i) > aurocs.get(best) ? i : best;
    }
    String way =
        last < first - LITTLE
            ? "falls as in the journal"
            : last < aurocs.get(best) - LITTLE
                ? "rises and falls again"
                : last > first + LITTLE ? "rises and stays" : "hardly changes";
    return "On %s the image AUROC %s: %s in epoch 1, %s at its best (epoch %d), %s in the last."
        .formatted(
            category,
            way,
            Format.figure(first),
            Format.figure(aurocs.get(best)),
            best + 1,
            Format.figure(last));
  }
}
