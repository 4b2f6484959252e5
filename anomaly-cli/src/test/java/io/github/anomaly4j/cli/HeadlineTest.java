package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The headline of the journal: one small network a product, a library of one vector for each normal
 * image, and three defective images that all score above three normal ones.
 */
class HeadlineTest {
  private static final int OF_EACH = 3;

  /** Surefire runs in the module's folder. */
  private static final Path DATA =
      Path.of(System.getProperty("anomaly.data", "../../shared/data/parts12"));

  @TempDir private Path folder;

  @Test
  void three_defective_papers_score_above_three_normal_ones_for_seven_of_eight_kinds()
      throws IOException {
    List<Path> papers = papers();
    assumeTrue(
        papers.size() == 8,
        () -> "skipped: " + DATA + " does not hold eight papers; give -Danomaly.data=DIR");
    List<String> separated = new ArrayList<>();
    for (Path paper : papers) {
      ImageSet set = ImageSet.folder(paper);
      try (NetworkProbe probe = NetworkProbe.load(best(set), set.training())) {
        double highest = scores(probe, set, entry -> !entry.anomalous()).max().orElseThrow();
        double lowest = scores(probe, set, ImageEntry::anomalous).min().orElseThrow();
        if (lowest > highest) {
          separated.add(paper.getFileName().toString());
        }
      }
    }
    System.out.println("completely separated: " + separated.size() + " of 8: " + separated);
    assertThat(separated).hasSizeGreaterThanOrEqualTo(7);
  }

  private static List<Path> papers() throws IOException {
    if (!Files.isDirectory(DATA)) {
      return List.of();
    }
    try (Stream<Path> products = Files.list(DATA)) {
      return products
          .filter(product -> product.getFileName().toString().startsWith("paper"))
          .sorted()
          .toList();
    }
  }

  /** The network of the epoch with the lowest validation loss. */
  private Path best(ImageSet paper) throws IOException {
    Path epochs = folder.resolve(paper.categories().get(0));
    List<EpochReport> curve =
        AnomalyDetector.builder()
            .imageSize(128, 128)
            .network(UNetConfig.defaults().withMaskOutput(false))
            .training(new TrainingConfig(3, 20, 8, 64, 2e-3, 10, 9, 0.2))
            .trainNetwork(paper.training(), epochs);
    int best =
        curve.stream().filter(EpochReport::best).mapToInt(EpochReport::epoch).max().getAsInt();
    return EpochNetworks.file(epochs, best);
  }

  private static DoubleStream scores(NetworkProbe probe, ImageSet paper, Predicate<ImageEntry> kind)
      throws IOException {
    List<Double> scores = new ArrayList<>();
    for (ImageEntry entry : paper.test().entries().stream().filter(kind).limit(OF_EACH).toList()) {
      scores.add(probe.score(Image.read(entry.file()), entry.category()).get(Evidence.SPREAD));
    }
    return scores.stream().mapToDouble(score -> score);
  }
}
