package io.github.anomaly4j.internal.training.shard;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.SharedNetworks;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.training.CategoryScores;
import io.github.anomaly4j.internal.training.DirectionCheck;
import io.github.anomaly4j.internal.training.Learned;
import io.github.anomaly4j.internal.training.Site;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.internal.training.shard.Cluster.Shared;
import io.github.anomaly4j.internal.training.shard.Cluster.Task;
import io.github.anomaly4j.internal.training.shard.Order.Step;
import io.github.anomaly4j.internal.training.shard.ShardWorker.Seen;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A training whose images are looked at by a cluster. For one training. */
public final class ClusterTraining implements Site {
  /** How many images a task looks at that only reads them. */
  private static final int SEEN_AT_ONCE = 32;

  private final Cluster cluster;
  private final Sharding sharding;
  private final Consumer<Covered> covered;
  private final IdentityHashMap<ImageEntry, DirectionCheck.Direction> directions =
      new IdentityHashMap<>();

  /**
   * How the work is cut, which the result depends on, and what the driver may hold.
   *
   * @param shards of a category
   * @param times how many times its share of a bank the coreset of a shard is
   * @param driverBytes how much of the training the driver holds at a time, at most
   * @param networkImages how many images of a category a network is trained on at most
   */
  public record Sharding(int shards, int times, long driverBytes, int networkImages) {
    public Sharding {
      checkArgument(shards >= 1 && times >= 1 && networkImages >= 1, "%s, %s", shards, times);
    }
  }

  /**
   * How well a bank covers the patches that it was chosen from.
   *
   * @param size of the bank
   * @param radius the largest distance from a patch to the bank
   */
  public record Covered(String category, Evidence kind, int size, double radius) {}

  /**
   * A training on a cluster.
   *
   * @param covered is told how well each bank covers its patches
   */
  public ClusterTraining(Cluster cluster, Sharding sharding, Consumer<Covered> covered) {
    this.cluster = cluster;
    this.sharding = sharding;
    this.covered = covered;
  }

  @Override
  public int networkImages() {
    return sharding.networkImages();
  }

  @Override
  public List<Sighting> see(Setting setting, List<ImageEntry> entries) throws IOException {
    check(setting.config());
    List<Task> tasks = new ArrayList<>();
    for (List<ImageEntry> some : chunks(entries)) {
      tasks.add(task(Order.of(Step.SEE, 0, some.get(0).category()), some));
    }
    List<Sighting> sightings = new ArrayList<>();
    try (SharedNetworks none = new SharedNetworks(List.of(), Optional.empty());
        Shared setup =
            cluster.share(
                new Setup(setting, setting.config().context(List.of(), Optional.empty()), none)
                    .bytes());
        Shared nothing = cluster.share(Lesson.bytes(Tensors.none()))) {
      for (byte[] result : cluster.run(setup, nothing, tasks)) {
        for (Seen seen : Packet.read(result, ShardWorker.AllSeen.class).content().images()) {
          ImageEntry entry = entries.get(sightings.size());
          if (seen.direction() != null) {
            directions.put(entry, seen.direction());
          }
          sightings.add(sighting(seen));
        }
      }
    }
    return sightings;
  }

  private static Sighting sighting(Seen seen) {
    return () -> {
      if (seen.failure() != null) {
        throw new IOException(seen.failure());
      }
      return requireNonNull(seen.facts());
    };
  }

  /** Images of one category each. */
  private static List<List<ImageEntry>> chunks(List<ImageEntry> entries) {
    List<List<ImageEntry>> chunks = new ArrayList<>();
    List<ImageEntry> last = new ArrayList<>();
    for (ImageEntry entry : entries) {
      if (last.size() == SEEN_AT_ONCE
          || last.stream().anyMatch(other -> !other.category().equals(entry.category()))) {
        last = new ArrayList<>();
      }
      if (last.isEmpty()) {
        chunks.add(last);
      }
      last.add(entry);
    }
    return chunks;
  }

  private static void check(DetectorConfig config) {
    checkArgument(
        config.tiles() == null && config.registration() == null,
        "a cluster learns images as a whole and as they lie: leave out tiles(...) and"
            + " registration(...), or train in one process");
    checkArgument(
        !EvidenceKinds.computed(config.evidence().keySet()).contains(Evidence.GAUSSIAN),
        "a cluster does not learn GAUSSIAN, which needs all patches of a position at one place:"
            + " leave it out, or train in one process");
  }

  private Task task(Order order, List<ImageEntry> images) {
    return new Task(order.bytes(), images.stream().map(cluster::reference).toList());
  }

  @Override
  public Learned learn(
      Setting setting,
      EvidenceContext evidence,
      SharedNetworks networks,
      List<Category> categories,
      TrainingProgress progress)
      throws IOException {
    SortedMap<Evidence, EvidenceLearner> learners = new TreeMap<>();
    for (Evidence kind : EvidenceKinds.computed(evidence.kinds())) {
      learners.put(kind, EvidenceKinds.of(kind).learner(evidence));
    }
    List<CategoryScores> scores = new ArrayList<>();
    progress.stage("memory banks", categories.size());
    try (Shared setup = cluster.share(new Setup(setting, evidence, networks).bytes())) {
      CategoryBatch.Driver driver =
          new CategoryBatch.Driver(
              cluster, sharding, covered, setup, setting.config(), evidence, learners);
      int atOnce = new DriverMemory(evidence, setting.config(), sharding).categories(categories);
      for (List<Category> some : Lists.partition(categories, atOnce)) {
        scores.addAll(new CategoryBatch(driver, some, scores.size(), directions).learn());
        progress.advanced(scores.size());
      }
    }
    SortedMap<Evidence, List<EvidenceModel>> models = new TreeMap<>();
    learners.forEach((kind, learner) -> models.put(kind, learner.models()));
    return Learned.of(
        setting.config(), categories.stream().map(Category::area).toList(), scores, models);
  }
}
