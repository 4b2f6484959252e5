package io.github.anomaly4j.internal.drift;

import io.github.anomaly4j.internal.drift.DriftState.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far images were from those of the training, in blocks that grow with the number of images.
 */
final class Course {
  private static final int SHORTEST = 10;
  private static final int MOST = 400;

  private final List<Block> blocks;
  private final Map<Look, Double> sums = new EnumMap<>(Look.class);
  private final Map<Look, Integer> counts = new EnumMap<>(Look.class);
  private long length = SHORTEST;
  private long images;

  Course(List<Block> blocks) {
    this.blocks = new ArrayList<>(blocks);
    blocks.forEach(block -> length = Math.max(length, block.images()));
  }

  void add(Map<Look, Double> spreads) {
    images++;
    spreads.forEach(
        (look, value) -> {
          sums.merge(look, value, Double::sum);
          counts.merge(look, 1, Integer::sum);
        });
    if (images < length) {
      return;
    }
    blocks.add(rest());
    sums.clear();
    counts.clear();
    images = 0;
    if (blocks.size() >= MOST) {
      List<Block> merged = new ArrayList<>();
      for (int i = 0; i + 1 < blocks.size(); i += 2) {
        merged.add(merge(blocks.get(i), blocks.get(i + 1)));
      }
      blocks.clear();
      blocks.addAll(merged);
      length *= 2;
    }
  }

  private Block rest() {
    Map<Look, Double> means = new EnumMap<>(Look.class);
    sums.forEach((look, sum) -> means.put(look, sum / counts.get(look)));
    return new Block(images, means);
  }

  private static Block merge(Block one, Block other) {
    Map<Look, Double> means = new EnumMap<>(Look.class);
    double share = (double) one.images() / (one.images() + other.images());
    one.spreads()
        .forEach(
            (look, mean) ->
                means.put(
                    look, share * mean + (1 - share) * other.spreads().getOrDefault(look, mean)));
    return new Block(one.images() + other.images(), means);
  }

  /** All images so far. */
  List<Block> blocks() {
    List<Block> all = new ArrayList<>(blocks);
    if (images > 0) {
      all.add(rest());
    }
    return List.copyOf(all);
  }
}
