package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares validation on synthetic damage with scores of real defects. */
final class EasyValidationStage implements Stage {
  private static final double MISLEADING = 0.1;

  /** Below, not even obvious damage is found. */
  private static final double LEARNED = 0.7;

  @Override
  public String title() {
    return "6: the misleading validation";
  }

  @Override
  public String reported() {
    return "AUROC 1.0 on pseudo-anomalies of carpet and useless on six real images: the"
        + " pseudo-anomaly was too easy.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    TrainedNetwork network = workspace.network();
    List<List<String>> rows = new ArrayList<>();
    double real = Double.NaN;
    for (int epoch : network.some()) {
      real = workspace.scores(network.files().get(epoch)).mean(Evidence.MASK);
      GradedAuroc graded = network.curve().get(epoch).validationAuroc();
      rows.add(
          List.of(
              epoch + 1 + (epoch == network.best() ? " (kept)" : ""),
              Format.figure(graded.easy()),
              Format.figure(graded.medium()),
              Format.figure(graded.hard()),
              Format.figure(real)));
    }
    if (Double.isNaN(real)) {
      return Result.skipped("no product has both normal and defective test images");
    }
    return new Result(
        ("The network of the library's default (%s; trained on all training images,"
                + " with its libraries, in this stage), by its mask output: image AUROC of"
                + " held-out normal images with synthetic damage of three grades, and of real"
                + " defects on at most %d normal and %d defective test images a product, mean"
                + " over products.")
            .formatted(
                RunSize.describe(workspace.scale().library()),
                workspace.scale().sample(),
                workspace.scale().sample()),
        sentence(network.curve().get(network.last()).validationAuroc(), real),
        List.of(
            new ExperimentReport.Table(
                List.of("epoch", "easy damage", "medium", "hard", "real defects"), rows)));
  }

  static String sentence(GradedAuroc graded, double real) {
    String scores =
        "the last epoch has %s on easy damage, %s on hard, and %s on real defects"
            .formatted(
                Format.figure(graded.easy()), Format.figure(graded.hard()), Format.figure(real));
    if (graded.easy() < LEARNED) {
      return "Nothing is promised here: " + scores + "; the mask has not learned yet.";
    }
    if (graded.easy() - real > MISLEADING) {
      return "Misleading here too: "
          + scores
          + (graded.hard() - real > MISLEADING
              ? "; the hard grade promises too much as well."
              : "; the hard grade is the honest one.");
    }
    return "Not misleading here: " + scores + ".";
  }
}
