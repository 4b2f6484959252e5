package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.diagnosis.ClusterPurity;
import io.github.anomaly4j.diagnosis.Projection2D;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Clusters the encoder's features, to see whether they separate the products. */
final class ClusterStage implements Stage {
  // Shares of what chance leaves to know.
  private static final double LITTLE = 0.1;
  private static final double MUCH = 0.5;

  @Override
  public String title() {
    return "14: K-means of the encoder's features";
  }

  @Override
  public String reported() {
    return "With one cluster for each of 15 products, no cluster is dominated by one product: the"
        + " features had collapsed.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    if (workspace.categories().size() < 2) {
      return Result.skipped("one product alone makes no clusters to compare");
    }
    TrainedNetwork network = workspace.network();
    List<float[]> vectors = new ArrayList<>();
    List<String> owners = new ArrayList<>();
    try (NetworkProbe probe = NetworkProbe.load(network.files().get(network.best()))) {
      String bottleneck = probe.levels().get(probe.levels().size() - 1);
      for (String category : workspace.categories()) {
        for (ImageEntry entry : workspace.normals(category, workspace.scale().clustered())) {
          vectors.add(probe.features(Image.read(entry.file()), bottleneck));
          owners.add(category);
        }
      }
    }
    float[][] all = vectors.toArray(float[][]::new);
    ClusterPurity purity = ClusterPurity.of(all, owners, workspace.seed());
    return new Result(
        ("The bottleneck's features of the default's network, averaged over the"
                + " image, of at most %d training images a product: %d images in %d"
                + " clusters.")
            .formatted(
                workspace.scale().clustered(), vectors.size(), workspace.categories().size()),
        sentence(purity),
        List.of(
            new ExperimentReport.Table(
                List.of("", "found", "by chance"),
                List.of(
                    List.of(
                        "purity",
                        Format.figure(purity.purity()),
                        Format.figure(purity.chancePurity())),
                    List.of(
                        "normalized mutual information",
                        Format.figure(purity.mutualInformation()),
                        Format.figure(purity.chanceMutualInformation())))),
            counts(purity),
            new ExperimentReport.Images(
                List.of(
                    new ExperimentReport.Image(
                        "stage-14-features",
                        "the features in the plane of their first two principal components",
                        Projection2D.of(all).draw(owners))))));
  }

  private static ExperimentReport.Table counts(ClusterPurity purity) {
    List<String> columns = new ArrayList<>(List.of("cluster"));
    columns.addAll(purity.categories());
    List<List<String>> rows = new ArrayList<>();
    for (List<Integer> counts : purity.counts()) {
      List<String> row = new ArrayList<>();
      row.add("" + (rows.size() + 1));
      counts.forEach(count -> row.add(count == 0 ? "" : "" + count));
      rows.add(row);
    }
    return new ExperimentReport.Table(columns, rows);
  }

  static String sentence(ClusterPurity purity) {
    int dominated = 0;
    for (List<Integer> counts : purity.counts()) {
      int sum = counts.stream().mapToInt(count -> count).sum();
      dominated += 2 * Collections.max(counts) > sum ? 1 : 0;
    }
    double known = (purity.purity() - purity.chancePurity()) / (1 - purity.chancePurity());
    return ("%s clusters are dominated by one product; purity %s, by chance %s: the"
            + " features %s.")
        .formatted(
            Format.count(dominated, purity.counts().size()),
            Format.figure(purity.purity()),
            Format.figure(purity.chancePurity()),
            known < LITTLE
                ? "collapsed as in the journal"
                : known > MUCH ? "know most products apart" : "know some products apart");
  }
}
