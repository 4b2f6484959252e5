package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.tile.Tiles;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Chooses the tiles that a category is learned from and calibrated on. Time and memory stay bounded
 * however large the images are: at most {@value #LEARNED} tiles are learned, and at most {@value
 * #SCORED} are scored without their images, evenly from all images, but at least {@value #FEWEST}
 * of each.
 *
 * @param poses how many times as many tiles are learned at other places than those of the grid, so
 *     that the places of the grid do not matter
 * @param random of an image
 */
record TileLesson(Tiles tiles, int poses, IntFunction<RandomGenerator> random) {
  static final int LEARNED = 600;
  static final int SCORED = 3000;
  static final int FEWEST = 4;

  private static final Comparator<Rectangle> FROM_TOP =
      Comparator.<Rectangle>comparingInt(tile -> tile.y).thenComparingInt(tile -> tile.x);

  /**
   * The tiles of a category.
   *
   * @param size of an image, by its index
   */
  Lesson of(List<ImageEntry> images, IntFunction<Dimension> size) {
    List<Piece> learned = new ArrayList<>();
    List<Piece> scored = new ArrayList<>();
    int[] counts = new int[images.size()];
    for (int i = 0; i < counts.length; i++) {
      Dimension full = size.apply(i);
      List<Rectangle> grid = tiles.of(full.width, full.height);
      counts[i] = grid.size();
      RandomGenerator draws = random.apply(i);
      for (Rectangle tile : learned(grid, full, Math.max(FEWEST, LEARNED / counts.length), draws)) {
        learned.add(new Piece(images.get(i), i, Optional.of(tile)));
      }
      for (Rectangle tile : some(grid, Math.max(FEWEST, SCORED / counts.length), draws)) {
        scored.add(new Piece(images.get(i), i, Optional.of(tile)));
      }
    }
    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    return new Lesson(learned, scored, OptionalInt.of(sorted[sorted.length / 2]));
  }

  /** Tiles of the grid, as many as there is room for, and others at random places. */
  private List<Rectangle> learned(
      List<Rectangle> grid, Dimension full, int room, RandomGenerator draws) {
    List<Rectangle> chosen = new ArrayList<>(some(grid, room, draws));
    for (int i = 0; i < poses * grid.size() && chosen.size() < room; i++) {
      Rectangle tile = grid.get(draws.nextInt(grid.size()));
      chosen.add(
          new Rectangle(
              moved(tile.x, tile.width, full.width, draws),
              moved(tile.y, tile.height, full.height, draws),
              tile.width,
              tile.height));
    }
    chosen.sort(FROM_TOP);
    return chosen;
  }

  private static int moved(int start, int length, int full, RandomGenerator draws) {
    int other = start + draws.nextInt(-(length / 2), length / 2 + 1);
    return Math.max(0, Math.min(full - length, other));
  }

  private static List<Rectangle> some(List<Rectangle> grid, int most, RandomGenerator draws) {
    if (grid.size() <= most) {
      return grid;
    }
    List<Rectangle> mixed = new ArrayList<>(grid);
    for (int i = 0; i < most; i++) {
      Collections.swap(mixed, i, draws.nextInt(i, mixed.size()));
    }
    List<Rectangle> some = new ArrayList<>(mixed.subList(0, most));
    some.sort(FROM_TOP);
    return some;
  }
}
