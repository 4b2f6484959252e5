package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchShard;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.linalg.Projection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was learned so far, as every machine has it: tensors in a folder for each category and kind.
 * What is made of them is made once. Thread safe.
 */
final class Lesson {
  private static final String MEAN = "mean";
  private static final String MATRIX = "matrix";
  private static final String POINTS = "points";
  private static final String IMAGES = "images";
  private static final String RADIUS = "radius";
  private static final String MOST = "most";

  private final Tensors tensors;
  private final Map<Integer, SortedMap<Evidence, LeaveOneOut>> scorers = new ConcurrentHashMap<>();

  private Lesson(Tensors tensors) {
    this.tensors = tensors;
  }

  /** There is nothing to say. */
  private record Nothing() {}

  static byte[] bytes(Tensors tensors) {
    return new Packet<>(new Nothing(), tensors).bytes();
  }

  static Lesson read(byte[] bytes) throws IOException {
    return new Lesson(Packet.read(bytes, Nothing.class).tensors());
  }

  /** Joined, not formatted: some locales have digits of their own. */
  static String folder(int category, Evidence kind) {
    return category + "/" + kind.key();
  }

  private Tensors of(int category, Evidence kind) {
    return tensors.folder(folder(category, kind));
  }

  static Tensors of(Projection space) {
    return Tensors.builder().floats(MEAN, space.mean()).floats(MATRIX, space.matrix()).build();
  }

  /** The space of a bank. */
  Projection space(int category, Evidence kind) {
    Tensors own = of(category, kind);
    float[] mean = own.floats(MEAN, Tensors.ANY);
    return new Projection(mean, own.floats(MATRIX, mean.length, Tensors.ANY));
  }

  static Tensors of(PatchShard patches) {
    return Tensors.builder()
        .floats(POINTS, patches.points())
        .ints(IMAGES, patches.images())
        .build();
  }

  static PatchShard patches(Tensors own, int dimensions) {
    return new PatchShard(
        dimensions,
        own.floats(POINTS, own.length(POINTS)),
        own.ints(IMAGES, 0, Integer.MAX_VALUE, own.length(IMAGES)));
  }

  /** The patches of a bank. */
  PatchShard patches(int category, Evidence kind, int dimensions) {
    return patches(of(category, kind), dimensions);
  }

  /** A bank, and how many patches may be sent that are farther from it than a radius. */
  static Tensors of(PatchShard patches, double radius, int most) {
    return Tensors.builder()
        .floats(POINTS, patches.points())
        .ints(IMAGES, patches.images())
        .floats(RADIUS, (float) radius)
        .ints(MOST, most)
        .build();
  }

  /** The patches of a shard that are far from the bank of a kind. */
  PatchShard far(int category, Evidence kind, PatchShard shard) {
    Tensors own = of(category, kind);
    return shard.far(
        patches(own, shard.dimensions()),
        own.integer(MOST, 0, Integer.MAX_VALUE),
        own.anyFloats(RADIUS, 1)[0]);
  }

  /** The numbers of some patches of a shard. */
  int[] numbers(int category, Evidence kind, int shard) {
    Tensors own = tensors.folder(folder(category, kind));
    String name = Integer.toString(shard);
    return own.has(name) ? own.ints(name, 0, Integer.MAX_VALUE, Tensors.ANY) : new int[0];
  }

  /** What scores a category's images without what was learned from them, of banks and networks. */
  SortedMap<Evidence, LeaveOneOut> scorers(EvidenceContext context, int category) {
    return scorers.computeIfAbsent(category, number -> made(Kinds.of(context, number), number));
  }

  private SortedMap<Evidence, LeaveOneOut> made(Kinds kinds, int category) {
    SortedMap<Evidence, LeaveOneOut> made = new TreeMap<>();
    kinds
        .learners()
        .forEach(
            (kind, learner) -> {
              if (kinds.plans().containsKey(kind)) {
                made.put(kind, learner.fit(MemoryBank.ofTraining(of(category, kind))));
              } else if (!kinds.byVectors(kind)) {
                made.put(kind, learner.fit());
              }
            });
    return made;
  }

  /** Several numbers as one tensor's, or none. */
  static void put(Tensors.Builder tensors, String name, List<Integer> numbers) {
    if (!numbers.isEmpty()) {
      tensors.ints(name, numbers.stream().mapToInt(Integer::intValue).toArray());
    }
  }
}
