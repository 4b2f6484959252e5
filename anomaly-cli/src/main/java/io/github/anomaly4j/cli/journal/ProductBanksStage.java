package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network and a library of features for each product. */
final class ProductBanksStage implements Stage {
  private static final int EACH = 3;

  @Override
  public String title() {
    return "11 and 12: a feature library for each product";
  }

  @Override
  public String reported() {
    return "The smallest MSE to the encoder features of all normal images puts 3 of 3 defective"
        + " above 3 of 3 normal, on carpet and, with the weights of the lowest validation loss, on"
        + " toothbrush: the journal's headline.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    int apart = 0;
    int spreadApart = 0;
    double sum = 0;
    double spreadSum = 0;
    int images = 0;
    List<String> measurable = workspace.measurable().stream().sorted().toList();
    if (measurable.isEmpty()) {
      return Result.skipped("no product has both normal and defective test images");
    }
    for (String category : measurable) {
      String name = "library-" + (rows.size() + 1);
      TrainedNetwork network =
          workspace.train(
              name,
              List.of(category),
              UNetConfig.defaults().withMaskOutput(false),
              workspace.scale().each());
      List<ImageEntry> normals = workspace.normals(category, workspace.scale().bank());
      List<ImageEntry> test = workspace.test(category, EACH);
      NetworkScores scores;
      try (NetworkProbe probe =
          NetworkProbe.load(network.files().get(network.best()), ImageSet.of(normals))) {
        scores = Workspace.scores(probe, test);
      }
      workspace.forget(name);
      boolean separated = scores.apart(Evidence.BOTTLENECK);
      apart += separated ? 1 : 0;
      sum += scores.pooled(Evidence.BOTTLENECK);
      spreadApart += scores.apart(Evidence.SPREAD) ? 1 : 0;
      spreadSum += scores.pooled(Evidence.SPREAD);
      images += test.size();
      rows.add(
          List.of(
              category,
              "" + normals.size(),
              Format.count(network.best() + 1, network.curve().size()),
              Format.scientific(Math.exp(scores.highestNormal(Evidence.BOTTLENECK))),
              Format.scientific(Math.exp(scores.lowestDefective(Evidence.BOTTLENECK))),
              separated ? "yes" : "no",
              Format.figure(scores.pooled(Evidence.BOTTLENECK)),
              scores.apart(Evidence.SPREAD) ? "yes" : "no",
              Format.figure(scores.pooled(Evidence.SPREAD))));
    }
    return new Result(
        ("For each product a network of its own (the U-Net with its skips, at most %d"
                + " images, %s), its epoch of the lowest validation loss, and a library of the"
                + " bottleneck's features of at most %d normal images; up to %d normal and %d"
                + " defective test images, these spread over the kinds. The same with the spread of"
                + " the finest features in place of the mean of the bottleneck's.")
            .formatted(
                workspace.scale().learned(),
                RunSize.describe(workspace.scale().each()),
                workspace.scale().bank(),
                EACH,
                EACH),
        sentence(apart, measurable.size(), sum / measurable.size(), images)
            + spread(spreadApart, measurable.size(), spreadSum / measurable.size()),
        List.of(
            new ExperimentReport.Table(
                List.of(
                    "product",
                    "in the library",
                    "epoch",
                    "highest normal",
                    "lowest defective",
                    "apart",
                    "image AUROC",
                    "apart by spread",
                    "its AUROC"),
                rows)));
  }

  static String sentence(int apart, int products, double auroc, int images) {
    return ("The headline holds for %s: all defective above all normal images; the mean image"
            + " AUROC on these %d images is %s.")
        .formatted(count(apart, products), images, Format.figure(auroc));
  }

  private static String spread(int apart, int products, double auroc) {
    return " By the spread of the finest features it holds for %s, at %s."
        .formatted(count(apart, products), Format.figure(auroc));
  }

  private static String count(int apart, int products) {
    if (apart == 0) {
      return "no product";
    }
    if (apart < products) {
      return "%d of %d products".formatted(apart, products);
    }
    return products == 1 ? "the one product" : "all %d products".formatted(products);
  }
}
