package io.github.anomaly4j.internal.training.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.bank.PatchStatistics;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.internal.training.CategoryScores;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import io.github.anomaly4j.internal.training.CategoryView;
import io.github.anomaly4j.internal.training.DirectionCheck;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.internal.training.shard.Cluster.Kept;
import io.github.anomaly4j.internal.training.shard.Cluster.Shared;
import io.github.anomaly4j.internal.training.shard.Cluster.Task;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Covered;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Sharding;
import io.github.anomaly4j.internal.training.shard.Order.Step;
import io.github.anomaly4j.internal.training.shard.ScoredImages.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Learns some categories at a time, at the driver: each step is work of the machines on all of
 * them.
 *
 * <p>Long because the steps of a training follow each other here.
 */
final class CategoryBatch {
  /** How many images of a category tell how its patches are distributed. */
  private static final int SAMPLED = 64;

  private static final int SAMPLED_AT_ONCE = 4;
  private static final int SCORED_AT_ONCE = 8;
  private static final int DAMAGED_AT_ONCE = 12;

  private final Driver driver;
  private final List<Own> categories = new ArrayList<>();

  /** What all batches of a training share. */
  record Driver(
      Cluster cluster,
      Sharding sharding,
      Consumer<Covered> covered,
      Shared setup,
      DetectorConfig config,
      EvidenceContext evidence,
      SortedMap<Evidence, EvidenceLearner> learners) {}

  /** A category of the batch. */
  private static final class Own {
    private final Category category;
    private final int number;
    private final Kinds kinds;
    private final Poses poses;
    private final SortedMap<Evidence, Projection> spaces = new TreeMap<>();
    private final SortedMap<Evidence, LeaveOneOut> without = new TreeMap<>();
    private MapSpreads spreads = MapSpreads.NONE;

    Own(Category category, int number, Kinds kinds, Poses poses) {
      this.category = category;
      this.number = number;
      this.kinds = kinds;
      this.poses = poses;
    }

    int images() {
      return category.images().size();
    }
  }

  /**
   * Begins a batch.
   *
   * @param first the number of the first category
   */
  CategoryBatch(
      Driver driver,
      List<Category> some,
      int first,
      IdentityHashMap<ImageEntry, DirectionCheck.Direction> directions) {
    this.driver = driver;
    for (Category category : some) {
      DirectionCheck check = new DirectionCheck();
      category.images().forEach(image -> check.add(requireNonNull(directions.get(image))));
      int number = first + categories.size();
      categories.add(
          new Own(
              category,
              number,
              Kinds.of(driver.evidence, number, kind -> requireNonNull(driver.learners.get(kind))),
              new Poses(check.every())));
    }
  }

  List<CategoryScores> learn() throws IOException {
    findSpaces();
    Tensors banks = fit();
    try (Shared lesson = share(banks)) {
      spread(lesson);
      return score(lesson);
    }
  }

  private Shared share(Tensors lesson) {
    return driver.cluster.share(Lesson.bytes(lesson));
  }

  private Order order(Step step, Own own, int... images) {
    return Order.of(step, own.number, own.category.name(), images)
        .inDirections(own.poses.everyDirection());
  }

  private Task task(Order order, Own own) {
    return new Task(
        order.bytes(),
        IntStream.of(order.images())
            .mapToObj(image -> driver.cluster.reference(own.category.images().get(image)))
            .toList());
  }

  /** The numbers of images from 0 on, some at a time. */
  private static List<int[]> chunks(int count, int atOnce) {
    return Lists.partition(IntStream.range(0, count).boxed().toList(), atOnce).stream()
        .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** In how many poses a kind learns each image. */
  private int looks(PatchPlan plan) {
    return plan.poses() ? 1 + driver.config.poses() : 1;
  }

  /** The space of each bank, from a sample of the images. */
  private void findSpaces() throws IOException {
    List<Task> tasks = new ArrayList<>();
    List<Own> of = new ArrayList<>();
    for (Own own : categories) {
      int sampled = Math.min(SAMPLED, own.images());
      for (int[] images : chunks(sampled, SAMPLED_AT_ONCE)) {
        SortedMap<Evidence, Integer> most = new TreeMap<>();
        own.kinds
            .plans()
            .forEach(
                (kind, plan) ->
                    most.put(kind, 1 + MemoryBank.COMPONENTS_FROM * images.length / sampled));
        tasks.add(task(order(Step.SAMPLE, own, images).taking(most), own));
        of.add(own);
      }
    }
    if (categories.get(0).kinds.plans().isEmpty()) {
      return;
    }
    try (Shared nothing = share(Tensors.none())) {
      Iterator<byte[]> results = driver.cluster.run(driver.setup, nothing, tasks).iterator();
      for (Own own : categories) {
        SortedMap<Evidence, PatchStatistics> statistics = new TreeMap<>();
        SortedMap<Evidence, List<float[]>> patches = new TreeMap<>();
        for (int i = of.indexOf(own); i <= of.lastIndexOf(own); i++) {
          Packet<PatchWork.Sampled> sampled = Packet.read(results.next(), PatchWork.Sampled.class);
          sampled
              .content()
              .statistics()
              .forEach(
                  (kind, some) -> {
                    statistics.merge(kind, some, PatchStatistics::and);
                    patches
                        .computeIfAbsent(kind, none -> new ArrayList<>())
                        .add(sampled.tensors().floats(kind.key(), Tensors.ANY));
                  });
        }
        own.kinds
            .plans()
            .forEach(
                (kind, plan) ->
                    own.spaces.put(
                        kind,
                        statistics
                            .get(kind)
                            .space(
                                Floats.concat(patches.get(kind).toArray(float[][]::new)),
                                plan.patches())));
      }
    }
  }

  /**
   * Learns all kinds.
   *
   * @return the banks, for the machines
   */
  private Tensors fit() throws IOException {
    Tensors.Builder spaces = Tensors.builder();
    List<Task> tasks = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (Own own : categories) {
      own.spaces.forEach(
          (kind, space) -> spaces.folder(Lesson.folder(own.number, kind), Lesson.of(space)));
      SortedMap<Integer, List<Integer>> shards = new TreeMap<>();
      for (int i = 0; i < own.images(); i++) {
        shards
            .computeIfAbsent(shard(own.category.images().get(i)), none -> new ArrayList<>())
            .add(i);
      }
      for (Map.Entry<Integer, List<Integer>> shard : shards.entrySet()) {
        tasks.add(task(shardOrder(own, shard.getKey(), shard.getValue(), shards.size()), own));
        of.add(own.number);
      }
    }
    Tensors.Builder banks = Tensors.builder();
    try (Shared lesson = share(spaces.build());
        Kept kept = driver.cluster.keep(driver.setup, lesson, tasks)) {
      List<KeptShard> coverings = new ArrayList<>();
      for (byte[] result : kept.run(Order.of(Step.COVERING, 0, "").bytes(), lesson)) {
        coverings.add(KeptShard.read(result));
      }
      for (Own own : categories) {
        addVectors(own, coverings.subList(of.indexOf(own.number), of.lastIndexOf(own.number) + 1));
      }
      ShardedBanks chosen = new ShardedBanks(driver, of, coverings);
      for (Own own : categories) {
        own.kinds
            .plans()
            .forEach((kind, plan) -> chosen.choose(own.number, own.category.name(), kind, plan));
      }
      chosen.complete(kept);
      chosen.findSubstitutes(kept);
      for (Own own : categories) {
        own.kinds
            .plans()
            .forEach(
                (kind, plan) -> {
                  MemoryBank bank = chosen.bank(own.number, kind, own.spaces.get(kind));
                  own.without.put(kind, own.kinds.learners().get(kind).fit(bank));
                  banks.folder(Lesson.folder(own.number, kind), bank.trainingTensors());
                });
        own.kinds
            .learners()
            .forEach((kind, learner) -> own.without.computeIfAbsent(kind, none -> learner.fit()));
      }
    }
    return banks.build();
  }

  private int shard(ImageEntry image) {
    // By its name alone, so that nothing else decides which images are thinned together.
    int hash = Hashing.sha256().hashString(driver.cluster.reference(image), UTF_8).asInt();
    return Math.floorMod(hash, driver.sharding.shards());
  }

  private Order shardOrder(Own own, int shard, List<Integer> images, int shards) {
    SortedMap<Evidence, Integer> most = new TreeMap<>();
    SortedMap<Evidence, Integer> sizes = new TreeMap<>();
    own.kinds
        .plans()
        .forEach(
            (kind, plan) -> {
              most.put(kind, Math.max(1, plan.candidates() / (own.images() * looks(plan))));
              sizes.put(kind, Math.max(1, driver.sharding.times() * plan.size() / shards));
            });
    return order(Step.SHARD, own, images.stream().mapToInt(Integer::intValue).toArray())
        .taking(most)
        .ofShard(shard, sizes);
  }

  /** Gives the learners of vectors those of all images, in their order. */
  private void addVectors(Own own, List<KeptShard> shards) {
    SortedMap<Integer, Tensors> byImage = new TreeMap<>();
    for (KeptShard shard : shards) {
      Tensors vectors = shard.vectors();
      vectors.names().stream()
          .map(name -> name.substring(0, name.indexOf('/')))
          .distinct()
          .forEach(name -> byImage.put(Integer.parseInt(name), vectors.folder(name)));
    }
    own.kinds
        .learners()
        .forEach(
            (kind, learner) -> {
              if (own.kinds.byVectors(kind)) {
                byImage.forEach(
                    (image, vectors) ->
                        learner.add(image, own.kinds.known(Vectors.get(vectors, "0"))));
                byImage.forEach(
                    (image, vectors) -> {
                      for (int pose = 1; pose <= driver.config.poses(); pose++) {
                        learner.addPose(
                            image, own.kinds.known(Vectors.get(vectors, Integer.toString(pose))));
                      }
                    });
              }
            });
  }

  private void spread(Shared lesson) throws IOException {
    if (EvidenceKinds.added(categories.get(0).without.keySet()).isEmpty()) {
      return;
    }
    List<Task> tasks = new ArrayList<>();
    for (Own own : categories) {
      int some = Math.min(CategoryView.SPREAD, own.images());
      tasks.add(task(order(Step.SPREADS, own, IntStream.range(0, some).toArray()), own));
    }
    List<byte[]> results = driver.cluster.run(driver.setup, lesson, tasks);
    for (int i = 0; i < categories.size(); i++) {
      categories.get(i).spreads = Packet.read(results.get(i), MapSpreads.class).content();
    }
  }

  private List<CategoryScores> score(Shared lesson) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (Own own : categories) {
      Evidence describes = describes(own).orElse(null);
      for (int[] images : chunks(own.images(), SCORED_AT_ONCE)) {
        tasks.add(task(order(Step.SCORE, own, images).scoring(own.spreads, describes), own));
      }
      int[] sound = IntStream.range(0, sound(own)).toArray();
      for (int[] numbers : chunks(CategoryView.DAMAGED, DAMAGED_AT_ONCE)) {
        tasks.add(
            task(order(Step.DAMAGE, own, sound).scoring(own.spreads, describes, numbers), own));
      }
    }
    Iterator<byte[]> results = driver.cluster.run(driver.setup, lesson, tasks).iterator();
    List<CategoryScores> scores = new ArrayList<>();
    for (Own own : categories) {
      List<Received> normal = received(results, chunks(own.images(), SCORED_AT_ONCE).size());
      List<Received> damaged =
          received(results, chunks(CategoryView.DAMAGED, DAMAGED_AT_ONCE).size());
      scores.add(scores(own, normal, damaged));
    }
    return scores;
  }

  private static List<Received> received(Iterator<byte[]> results, int count) throws IOException {
    List<Received> received = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      received.addAll(ScoredImages.read(results.next()));
    }
    return received;
  }

  private static int sound(Own own) {
    return Math.min(CategoryView.DAMAGED, own.images());
  }

  private Optional<Evidence> describes(Own own) {
    return EvidenceKinds.describing(
        EvidenceKinds.detecting(driver.config.evidence()),
        kind -> own.without.get(kind).moments().isPresent());
  }

  private CategoryScores scores(Own own, List<Received> normal, List<Received> damaged) {
    CategoryView view =
        new CategoryView(
            driver.config, driver.evidence, own.number, own.category.area(), Optional.empty());
    List<Scored> scores = new ArrayList<>();
    List<Look> looks = new ArrayList<>();
    for (Received image : normal) {
      int i = scores.size();
      scores.add(complete(own, image, i, List.copyOf(view.asked(i))));
      looks.add(image.look().orElseThrow());
    }
    List<Scored> worse = new ArrayList<>();
    for (Received image : damaged) {
      worse.add(complete(own, image, worse.size() % sound(own), List.copyOf(view.counted())));
    }
    return new CategoryScores(
        Optional.empty(),
        own.poses,
        own.spreads,
        scores,
        worse,
        looks,
        describes(own),
        Optional.empty());
  }

  /** With the scores of the kinds that are learned here. */
  private static Scored complete(Own own, Received image, int number, List<Evidence> asked) {
    SortedMap<Evidence, DoubleSupplier> all = new TreeMap<>(image.scored().scores());
    for (Evidence kind : asked) {
      if (own.kinds.byVectors(kind)) {
        all.put(kind, own.without.get(kind).read(number, own.kinds.known(image.vectors())).later());
      }
    }
    return new Scored(
        all, image.scored().peaks(), image.scored().coarse(), image.scored().moments());
  }
}
