package io.github.anomaly4j.internal.drift;

import io.github.anomaly4j.internal.drift.DriftState.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far images were from those of the training, in blocks of one length, which grows with the
 * number of images. The last block may be open.
 */
final class Course {
  private static final int SHORTEST = 10;

  /** With the open one. */
  static final int MOST = 400;

  private final List<Block> blocks = new ArrayList<>();
  private final Map<Look, Double> sums = new EnumMap<>(Look.class);
  private final Map<Look, Long> counts = new EnumMap<>(Look.class);
  private long length = SHORTEST;
  private long images;

  /** A course that goes on. */
  Course(List<Block> course) {
    blocks.addAll(course);
    course.forEach(block -> length = Math.max(length, block.images()));
    if (!course.isEmpty() && course.get(course.size() - 1).images() < length) {
      open(blocks.remove(blocks.size() - 1));
    }
    shorten();
  }

  void add(Map<Look, Double> spreads) {
    images++;
    spreads.forEach(
        (look, value) -> {
          sums.merge(look, value, Double::sum);
          counts.merge(look, 1L, Long::sum);
        });
    if (images >= length) {
      blocks.add(close());
      shorten();
    }
  }

  /** Merges pairs while there are too many; an odd rest is open. */
  private void shorten() {
    while (blocks.size() >= MOST) {
      List<Block> merged = new ArrayList<>();
      for (int i = 0; i + 1 < blocks.size(); i += 2) {
        merged.add(merge(blocks.get(i), blocks.get(i + 1)));
      }
      if (blocks.size() % 2 == 1) {
        Block rest = blocks.get(blocks.size() - 1);
        open(images > 0 ? merge(rest, close()) : rest);
      }
      blocks.clear();
      blocks.addAll(merged);
      length *= 2;
    }
  }

  private void open(Block block) {
    images = block.images();
    block
        .spreads()
        .forEach(
            (look, mean) -> {
              long count = block.counts().get(look);
              counts.put(look, count);
              sums.put(look, mean * count);
            });
  }

  private Block close() {
    Block closed = rest();
    sums.clear();
    counts.clear();
    images = 0;
    return closed;
  }

  private Block rest() {
    Map<Look, Double> means = new EnumMap<>(Look.class);
    sums.forEach((look, sum) -> means.put(look, sum / counts.get(look)));
    return new Block(images, means, new EnumMap<>(counts));
  }

  private static Block merge(Block one, Block other) {
    Map<Look, Double> means = new EnumMap<>(Look.class);
    Map<Look, Long> counts = new EnumMap<>(Look.class);
    for (Look look : Look.values()) {
      long first = one.counts().getOrDefault(look, 0L);
      long count = first + other.counts().getOrDefault(look, 0L);
      if (count > 0) {
        double share = (double) first / count;
        double mean =
            share * one.spreads().getOrDefault(look, 0.0)
                + (1 - share) * other.spreads().getOrDefault(look, 0.0);
        means.put(look, mean);
        counts.put(look, count);
      }
    }
    return new Block(one.images() + other.images(), means, counts);
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
