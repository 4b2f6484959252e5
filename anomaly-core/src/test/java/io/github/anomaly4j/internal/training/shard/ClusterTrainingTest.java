package io.github.anomaly4j.internal.training.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.Coreset;
import io.github.anomaly4j.internal.bank.PatchShard;
import io.github.anomaly4j.internal.training.Site;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Covered;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose images are looked at elsewhere, with a cluster in this process. */
class ClusterTrainingTest {
  private static final Sharding USUAL = new Sharding(4, 4, 500_000_000, 100);

  @TempDir static Path folder;
  private static ImageSet images;

  @BeforeAll
  static void draw() throws IOException {
    images = DrawnParts.write(folder, 20);
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .poses(1)
        .memoryBankSize(150)
        .backboneBankSize(300);
  }

  private static AnomalyDetector train(AnomalyDetectorBuilder builder, Sharding sharding, long seed)
      throws IOException {
    return Site.run(
        new ClusterTraining(new ClusterHere(images.entries(), seed), sharding, covered -> {}),
        () -> builder.train(images));
  }

  @Test
  void it_finds_damage_as_a_detector_of_one_process_does() throws IOException {
    try (AnomalyDetector one = builder().train(images);
        AnomalyDetector many = train(builder(), USUAL, 1)) {
      assertThat(many.categories()).isEqualTo(one.categories());
      for (String category : one.categories()) {
        for (int i = 100; i < 110; i++) {
          Image normal = DrawnParts.draw(category, i);
          Image damaged = DrawnParts.damaged(normal, 20, 30);
          assertThat(many.detect(normal).category()).isEqualTo(category);
          assertThat(many.detect(damaged).passes())
              .isEqualTo(one.detect(damaged).passes())
              .isFalse();
          assertThat(many.detect(damaged).score()).isGreaterThan(many.detect(normal).score());
        }
      }
    }
  }

  @Test
  void neither_the_order_of_tasks_nor_the_memory_of_the_driver_changes_a_bit() throws IOException {
    try (AnomalyDetector one = train(builder(), USUAL, 1);
        AnomalyDetector other = train(builder(), new Sharding(4, 4, 250_000_000, 100), 2)) {
      assertThat(other.info().state()).isEqualTo(one.info().state());
    }
  }

  @Test
  void the_detector_is_saved_and_loaded_as_any_other() throws IOException {
    Path file = folder.resolve("saved.anomaly");
    try (AnomalyDetector trained = train(builder(), USUAL, 1)) {
      trained.save(file);
      try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
        Image image = DrawnParts.draw(DrawnParts.DISC, 100);
        assertThat(loaded.detect(image).score()).isEqualTo(trained.detect(image).score());
      }
    }
  }

  @Test
  void evidence_of_a_network_is_learned_too() throws IOException {
    Map<Evidence, Double> all =
        Map.of(
            Evidence.PATCH, 1.0,
            Evidence.MASK, 0.5,
            Evidence.BOTTLENECK, 0.5,
            Evidence.SPREAD, 0.5,
            Evidence.IMAGE, 0.5);
    try (AnomalyDetector trained = train(DrawnParts.builder().poses(0).evidence(all), USUAL, 1)) {
      Image normal = DrawnParts.draw(DrawnParts.SHEET, 100);
      assertThat(trained.detect(DrawnParts.damaged(normal, 20, 30)).score())
          .isGreaterThan(trained.detect(normal).score());
      assertThat(trained.info().provenance().networks()).hasSize(1);
    }
  }

  @Test
  void evidence_without_a_memory_bank_is_learned_alone() throws IOException {
    try (AnomalyDetector trained =
        train(builder().evidence(Map.of(Evidence.IMAGE, 1.0)), USUAL, 1)) {
      assertThat(trained.detect(DrawnParts.draw(DrawnParts.DISC, 100)).category())
          .isEqualTo(DrawnParts.DISC);
    }
  }

  @Test
  void a_bank_covers_its_patches_nearly_as_well_as_one_chosen_from_all_at_once()
      throws IOException {
    List<Covered> covered = new ArrayList<>();
    List<byte[]> shards = new ArrayList<>();
    Cluster cluster =
        new ClusterHere(images.entries(), 1) {
          @Override
          void kept(List<byte[]> results) {
            shards.addAll(results);
          }
        };
    Site.run(new ClusterTraining(cluster, USUAL, covered::add), () -> builder().train(images))
        .close();
    assertThat(covered).hasSize(6);
    for (Covered one : covered) {
      assertThat(one.radius()).as(one.toString()).isLessThan(1.15 * radius(shards, one));
    }
  }

  /** The radius of a bank that is chosen from all patches of a category at once. */
  static double radius(List<byte[]> shards, Covered bank) throws IOException {
    List<PatchShard> all = new ArrayList<>();
    for (byte[] bytes : shards) {
      KeptShard shard = KeptShard.read(bytes);
      if (shard.content().name().equals(bank.category())) {
        all.add(shard.all(bank.kind()));
      }
    }
    PatchShard joined = PatchShard.join(all.get(0).dimensions(), all);
    return Coreset.choose(joined.points(), joined.dimensions(), bank.size(), 1).radius();
  }

  @Test
  void a_driver_that_may_hold_too_little_says_how_much_it_needs() {
    assertThatThrownBy(() -> train(builder(), new Sharding(4, 4, 5_000_000, 100), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may hold 5 MB")
        .hasMessageContaining("driverMemory");
  }

  @Test
  void what_a_cluster_cannot_learn_is_refused() {
    assertThatThrownBy(() -> train(builder().evidence(Map.of(Evidence.GAUSSIAN, 1.0)), USUAL, 1))
        .hasMessageContaining("GAUSSIAN");
    assertThatThrownBy(() -> train(builder().registration(0.1, 5), USUAL, 1))
        .hasMessageContaining("registration");
  }
}
