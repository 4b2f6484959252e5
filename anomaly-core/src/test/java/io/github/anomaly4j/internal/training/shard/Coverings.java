package io.github.anomaly4j.internal.training.shard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.training.Site;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Covered;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Measures how well the memory banks of a cluster cover their patches, on real images, for
 * docs/spark.md. Not among the tests, for its name does not end in "Test":
 *
 * <pre>{@code
 * mvn -pl anomaly-core -am -Dtest=Coverings -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Danomaly.data=DIR test
 * }</pre>
 *
 * <p>{@code -Danomaly.preset=FAST} takes another preset than the default one, {@code
 * -Danomaly.most=N} at most N normal images of a product.
 */
class Coverings {
  @Test
  void the_radius_of_each_bank_beside_that_of_a_choice_from_all_patches() throws IOException {
    String data = System.getProperty("anomaly.data");
    assumeTrue(data != null, "-Danomaly.data=DIR names real images");
    ImageSet set = ImageSet.folder(Path.of(data).toAbsolutePath());
    int most = Integer.getInteger("anomaly.most", Integer.MAX_VALUE);
    Preset preset = Preset.valueOf(System.getProperty("anomaly.preset", "BALANCED"));
    for (String category : set.categories()) {
      List<ImageEntry> normal =
          set.training().category(category).entries().stream().limit(most).toList();
      List<Covered> covered = new ArrayList<>();
      List<byte[]> shards = new ArrayList<>();
      Cluster cluster =
          new ClusterHere(normal, 1) {
            @Override
            void kept(List<byte[]> results) {
              shards.addAll(results);
            }
          };
      Sharding sharding =
          new Sharding(
              Integer.getInteger("anomaly.shards", 8),
              Integer.getInteger("anomaly.times", 4),
              2_000_000_000,
              100);
      try (Workers workers = Workers.of(2)) {
        workers.run(
            () -> {
              Site.run(
                      new ClusterTraining(cluster, sharding, covered::add),
                      () ->
                          AnomalyDetector.builder()
                              .preset(preset)
                              .threads(2)
                              .skipUnreadable()
                              .train(ImageSet.of(normal)))
                  .close();
              return true;
            });
      }
      for (Covered one : covered) {
        double other = ClusterTrainingTest.radius(shards, one);
        System.out.printf(
            "%-16s %-8s %5d patches: radius %.3f, of a choice from all %.3f, ratio %.3f%n",
            category, one.kind().key(), one.size(), one.radius(), other, one.radius() / other);
      }
    }
  }
}
