package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to do.
 *
 * @param category its number
 * @param name of the category
 * @param images the numbers of the task's images in the category, in their order
 * @param everyDirection whether the category's images show the product in every direction
 * @param shard the number of the shard
 * @param patches how many patches of an image in one pose are taken at most, by kind
 * @param sizes of the coresets, by kind
 * @param spreads of the category's maps
 * @param describes the kind whose bank describes images as a whole; null for none
 * @param numbers of the damaged images
 */
record Order(
    Step step,
    int category,
    String name,
    int[] images,
    boolean everyDirection,
    int shard,
    Map<Evidence, Integer> patches,
    Map<Evidence, Integer> sizes,
    MapSpreads spreads,
    @Nullable Evidence describes,
    int[] numbers) {

  /** The steps of a training. */
  enum Step {
    /** What a training keeps of each image. */
    SEE,
    /** The distribution of patches of some images, and a sample of them. */
    SAMPLE,
    /** The patches of a shard and their coreset, which stay there. */
    SHARD,
    /** The coreset of a shard. */
    COVERING,
    /** The patches of a shard that are far from a bank. */
    FAR,
    /** Which patches of a shard may take the place of a bank's. */
    SUBSTITUTES,
    /** Some patches of a shard. */
    POINTS,
    /** How much the maps of images vary. */
    SPREADS,
    /** The scores of images without what was learned from them. */
    SCORE,
    /** The scores of damaged images. */
    DAMAGE
  }

  /** An order of a step, for images of a category. */
  static Order of(Step step, int category, String name, int... images) {
    return new Order(
        step,
        category,
        name,
        images,
        false,
        0,
        Map.of(),
        Map.of(),
        MapSpreads.NONE,
        null,
        new int[0]);
  }

  /** With the poses of the category. */
  Order inDirections(boolean every) {
    return new Order(
        step, category, name, images, every, shard, patches, sizes, spreads, describes, numbers);
  }

  /** With a number of patches for each kind. */
  Order taking(Map<Evidence, Integer> most) {
    return new Order(
        step,
        category,
        name,
        images,
        everyDirection,
        shard,
        new TreeMap<>(most),
        sizes,
        spreads,
        describes,
        numbers);
  }

  /** For a shard and its coresets. */
  Order ofShard(int number, Map<Evidence, Integer> coresets) {
    return new Order(
        step,
        category,
        name,
        images,
        everyDirection,
        number,
        patches,
        new TreeMap<>(coresets),
        spreads,
        describes,
        numbers);
  }

  /** With what scoring needs. */
  Order scoring(MapSpreads maps, @Nullable Evidence describing, int... damaged) {
    return new Order(
        step,
        category,
        name,
        images,
        everyDirection,
        shard,
        patches,
        sizes,
        maps,
        describing,
        damaged);
  }

  byte[] bytes() {
    return new Packet<>(this, Tensors.none()).bytes();
  }

  static Order read(byte[] bytes) throws IOException {
    return Packet.read(bytes, Order.class).content();
  }
}
