package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.PatchShard;
import io.github.anomaly4j.internal.training.shard.Order.Step;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A shard of a category's patches, which stays where it was made. */
record KeptShard(Content content, Tensors tensors) {
  private static final String PATCHES = "patches";
  private static final String COVERING = "covering";
  private static final String VECTORS = "vectors";
  private static final String SQUARE = "square";
  private static final String INDEX = "index";

  /**
   * What is not a tensor.
   *
   * @param name of the category
   * @param dimensions of the patches, by kind
   * @param radii of the coresets, by kind
   */
  record Content(
      int category,
      String name,
      int shard,
      Map<Evidence, Integer> dimensions,
      Map<Evidence, Double> radii) {}

  /** Thins the patches, and packs all. */
  static byte[] of(
      Order order, SortedMap<Evidence, PatchShard> shards, long seed, Tensors vectors) {
    Tensors.Builder tensors = Tensors.builder();
    SortedMap<Evidence, Integer> dimensions = new TreeMap<>();
    SortedMap<Evidence, Double> radii = new TreeMap<>();
    shards.forEach(
        (kind, shard) -> {
          PatchShard.Covering covering = shard.covering(order.sizes().get(kind), seed);
          dimensions.put(kind, shard.dimensions());
          radii.put(kind, covering.radius());
          tensors.folder(PATCHES + "/" + kind.key(), Lesson.of(shard));
          tensors.folder(COVERING + "/" + kind.key(), Lesson.of(covering.patches()));
        });
    tensors.folder(VECTORS, vectors);
    return new Packet<>(
            new Content(order.category(), order.name(), order.shard(), dimensions, radii),
            tensors.build())
        .bytes();
  }

  static KeptShard read(byte[] bytes) throws IOException {
    Packet<Content> read = Packet.read(bytes, Content.class);
    return new KeptShard(read.content(), read.tensors());
  }

  byte[] run(Step step, Lesson lesson) {
    Tensors.Builder answer = Tensors.builder();
    SortedMap<Evidence, Double> radii = new TreeMap<>();
    switch (step) {
      case COVERING -> {
        answer.folder(COVERING, tensors.folder(COVERING));
        answer.folder(VECTORS, tensors.folder(VECTORS));
        radii.putAll(content.radii());
      }
      case FAR ->
          content
              .dimensions()
              .forEach(
                  (kind, dimensions) ->
                      answer.folder(
                          COVERING + "/" + kind.key(),
                          Lesson.of(
                              lesson.far(content.category(), kind, patches(kind, dimensions)))));
      case SUBSTITUTES ->
          content
              .dimensions()
              .forEach(
                  (kind, dimensions) ->
                      radii.put(kind, substitutes(lesson, kind, dimensions, answer)));
      case POINTS ->
          content
              .dimensions()
              .forEach((kind, dimensions) -> points(lesson, kind, dimensions, answer));
      default -> throw new IllegalArgumentException("not for a shard: " + step);
    }
    return new Packet<>(
            new Content(
                content.category(), content.name(), content.shard(), content.dimensions(), radii),
            answer.build())
        .bytes();
  }

  private double substitutes(Lesson lesson, Evidence kind, int dimensions, Tensors.Builder answer) {
    PatchShard.Substitutes found =
        patches(kind, dimensions).substitutes(lesson.patches(content.category(), kind, dimensions));
    answer.floats(kind.key() + "/" + SQUARE, found.square());
    // Numbers of an answer are not negative.
    answer.ints(kind.key() + "/" + INDEX, Arrays.stream(found.index()).map(i -> i + 1).toArray());
    return found.radius();
  }

  private void points(Lesson lesson, Evidence kind, int dimensions, Tensors.Builder answer) {
    PatchShard own = patches(kind, dimensions);
    int[] numbers = lesson.numbers(content.category(), kind, content.shard());
    if (numbers.length == 0) {
      return;
    }
    float[] points = new float[numbers.length * dimensions];
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(own.points(), numbers[i] * dimensions, points, i * dimensions, dimensions);
    }
    answer.floats(kind.key(), points);
  }

  private PatchShard patches(Evidence kind, int dimensions) {
    return Lesson.patches(tensors.folder(PATCHES + "/" + kind.key()), dimensions);
  }

  /** All patches of a kind. */
  PatchShard all(Evidence kind) {
    return patches(kind, content.dimensions().get(kind));
  }

  /** Chosen patches of a kind, in the answer to {@link Step#COVERING} or {@link Step#FAR}. */
  PatchShard covering(Evidence kind) {
    return Lesson.patches(
        tensors.folder(COVERING + "/" + kind.key()), content.dimensions().get(kind));
  }

  /** The vectors of an image in a pose, likewise; by the folder of image and pose. */
  Tensors vectors() {
    return tensors.folder(VECTORS);
  }

  /** The squared distances of substitutes, in the answer to {@link Step#SUBSTITUTES}. */
  float[] square(Evidence kind) {
    return tensors.floats(kind.key() + "/" + SQUARE, Tensors.ANY);
  }

  /** The numbers of substitutes, 0 where there is none, and 1 more than their number otherwise. */
  int[] index(Evidence kind) {
    return tensors.ints(kind.key() + "/" + INDEX, 0, Integer.MAX_VALUE, Tensors.ANY);
  }

  /** Patches, in the answer to {@link Step#POINTS}. */
  float[] points(Evidence kind) {
    return tensors.has(kind.key()) ? tensors.floats(kind.key(), Tensors.ANY) : new float[0];
  }
}
