package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.bank.PatchShard;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.training.shard.Cluster.Kept;
import io.github.anomaly4j.internal.training.shard.Cluster.Shared;
import io.github.anomaly4j.internal.training.shard.Order.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The memory banks of a batch: the driver chooses them from the coresets of the shards, and asks
 * the shards which patches stand in for a bank's patches where their images are left out.
 */
final class ShardedBanks {
  private static final int NONE = -1;

  /** Every how many-th patch of a bank is chosen after all shards have seen the others. */
  private static final int LATER = 4;

  private final CategoryBatch.Driver driver;

  /** The category of each shard. */
  private final List<Integer> categories;

  private final List<KeptShard> coverings;
  private final SortedMap<String, Chosen> chosen = new TreeMap<>();

  /** A bank. */
  private static final class Chosen {
    private final int category;
    private final String name;
    private final Evidence kind;
    private final PatchShard union;
    private final PatchShard first;
    private final double radius;
    private final int size;
    private PatchShard bank;

    /** For each patch of the bank the nearest substitute so far: its distance, shard and number. */
    private float[] square = {};

    private int[] shard = {};
    private int[] number = {};
    private float[][] substitutes = {};

    /** The largest distance from any patch to the bank. */
    private double covered;

    Chosen(
        int category,
        String name,
        Evidence kind,
        PatchShard union,
        PatchShard.Covering chosen,
        int size) {
      this.category = category;
      this.name = name;
      this.kind = kind;
      this.union = union;
      this.first = chosen.patches().first(size - size / LATER);
      this.radius = chosen.radius();
      this.size = size;
      this.bank = chosen.patches();
    }

    /** Completes the bank by patches that are far from it. */
    void complete(List<PatchShard> far) {
      List<PatchShard> candidates = new ArrayList<>(far);
      candidates.add(union);
      PatchShard later =
          PatchShard.join(union.dimensions(), candidates)
              .far(first, size - first.images().length, 0);
      bank = PatchShard.join(union.dimensions(), List.of(first, later));
      square = new float[bank.images().length];
      shard = new int[square.length];
      number = new int[square.length];
      substitutes = new float[square.length][0];
      Arrays.fill(shard, NONE);
    }

    void offer(int from, float[] squares, int[] numbers) {
      for (int i = 0; i < square.length; i++) {
        if (numbers[i] > 0 && (shard[i] == NONE || squares[i] < square[i])) {
          square[i] = squares[i];
          shard[i] = from;
          number[i] = numbers[i] - 1;
        }
      }
    }

    /** Which patches of a shard are substitutes, in the order of the bank. */
    List<Integer> of(int from) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < shard.length; i++) {
        if (shard[i] == from) {
          numbers.add(number[i]);
        }
      }
      return numbers;
    }

    void take(int from, float[] points) {
      int dimensions = bank.dimensions();
      int taken = 0;
      for (int i = 0; i < shard.length; i++) {
        if (shard[i] == from) {
          substitutes[i] = Arrays.copyOfRange(points, taken * dimensions, (taken + 1) * dimensions);
          taken++;
        }
      }
    }
  }

  ShardedBanks(CategoryBatch.Driver driver, List<Integer> categories, List<KeptShard> coverings) {
    this.driver = driver;
    this.categories = categories;
    this.coverings = coverings;
  }

  private List<KeptShard> shards(int category) {
    return coverings.subList(categories.indexOf(category), categories.lastIndexOf(category) + 1);
  }

  /** Chooses the bank of a kind from the coresets of a category's shards. */
  void choose(int category, String name, Evidence kind, PatchPlan plan) {
    List<PatchShard> parts = shards(category).stream().map(shard -> shard.covering(kind)).toList();
    PatchShard union = PatchShard.join(parts.get(0).dimensions(), parts);
    PatchShard.Covering first =
        union.covering(plan.size(), RandomStream.CORESET.seed(driver.config().seed(), category));
    chosen.put(
        Lesson.folder(category, kind), new Chosen(category, name, kind, union, first, plan.size()));
  }

  /**
   * Chooses the last patches of each bank. What a shard did not send may be far from the bank,
   * though it is near to what the shard sent; so the shards send such patches too.
   */
  void complete(Kept kept) throws IOException {
    Tensors.Builder firsts = Tensors.builder();
    chosen.forEach(
        (folder, own) ->
            firsts.folder(
                folder,
                Lesson.of(
                    own.first, own.radius, Math.max(1, own.size / shards(own.category).size()))));
    try (Shared lesson = driver.cluster().share(Lesson.bytes(firsts.build()))) {
      List<KeptShard> answers = new ArrayList<>();
      for (byte[] result : kept.run(Order.of(Step.FAR, 0, "").bytes(), lesson)) {
        answers.add(KeptShard.read(result));
      }
      for (Chosen own : chosen.values()) {
        own.complete(
            answers.stream()
                .filter(answer -> answer.content().category() == own.category)
                .map(answer -> answer.covering(own.kind))
                .toList());
      }
    }
  }

  /** Asks the shards for substitutes, and for the radius that the banks have on their patches. */
  void findSubstitutes(Kept kept) throws IOException {
    Tensors.Builder banks = Tensors.builder();
    chosen.forEach((folder, own) -> banks.folder(folder, Lesson.of(own.bank)));
    try (Shared lesson = driver.cluster().share(Lesson.bytes(banks.build()))) {
      List<byte[]> results = kept.run(Order.of(Step.SUBSTITUTES, 0, "").bytes(), lesson);
      for (int i = 0; i < results.size(); i++) {
        KeptShard answer = KeptShard.read(results.get(i));
        for (Chosen own : of(answer)) {
          own.offer(i, answer.square(own.kind), answer.index(own.kind));
          own.covered = Math.max(own.covered, answer.content().radii().get(own.kind));
        }
      }
    }
    Tensors.Builder wanted = Tensors.builder();
    for (int i = 0; i < coverings.size(); i++) {
      for (Chosen own : of(coverings.get(i))) {
        Lesson.put(
            wanted,
            Lesson.folder(own.category, own.kind) + "/" + coverings.get(i).content().shard(),
            own.of(i));
      }
    }
    try (Shared lesson = driver.cluster().share(Lesson.bytes(wanted.build()))) {
      List<byte[]> results = kept.run(Order.of(Step.POINTS, 0, "").bytes(), lesson);
      for (int i = 0; i < results.size(); i++) {
        KeptShard answer = KeptShard.read(results.get(i));
        for (Chosen own : of(answer)) {
          own.take(i, answer.points(own.kind));
        }
      }
    }
    chosen
        .values()
        .forEach(
            own ->
                driver
                    .covered()
                    .accept(
                        new ClusterTraining.Covered(
                            own.name, own.kind, own.bank.images().length, own.covered)));
  }

  /** The banks of a shard's category. */
  private List<Chosen> of(KeptShard shard) {
    return chosen.values().stream()
        .filter(own -> own.category == shard.content().category())
        .toList();
  }

  MemoryBank bank(int category, Evidence kind, Projection space) {
    Chosen own = chosen.get(Lesson.folder(category, kind));
    return MemoryBank.of(space, own.bank, own.substitutes);
  }
}
