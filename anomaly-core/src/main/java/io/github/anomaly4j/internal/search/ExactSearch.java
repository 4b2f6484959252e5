package io.github.anomaly4j.internal.search;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.linalg.ByteProducts;
import io.github.anomaly4j.internal.linalg.NativeProducts;
import io.github.anomaly4j.internal.natives.OneThread;
import java.nio.FloatBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Exact nearest neighbors by Euclidean distance. Most points are ruled out by {@link ByteCodes}, or
 * by {@link DistanceBounds} where the processor does not multiply bytes, and the others compared
 * coordinate by coordinate, so that a point of the bank itself is at distance 0. Where bounds of
 * some channels rule out few points, the products of all channels rule out nearly all. Points of
 * few channels are searched by a {@link PointTree}, in single precision. Thread safe.
 */
final class ExactSearch implements NeighborSearch {
  /** How many points are compared with a group of queries before the next ones are read. */
  private static final int TILE = 2048;

  private static final int GROUP = 512;

  /** How many queries of a group show whether bounds exclude most points. */
  private static final int TRIED = 16;

  /**
   * If bounds leave a larger share of points, the products of all channels are faster. Bounds leave
   * 0.001 of the points of a bank of patches to the patches of an image.
   */
  private static final double MOST_LEFT = 0.05;

  /** How many leading channels the bounds read; with the length, a multiple of four. */
  private static final int[] LEADING = {31, 61};

  /** How many leading channels codes have; with the length, a multiple of four. */
  private static final int CODED = 127;

  /** How many queries are multiplied at once: their products stay in the cache. */
  private static final int AT_ONCE = 100;

  /** Up to this many channels, a tree excludes more points than bounds do. */
  static final int FEW_CHANNELS = 16;

  private final float[] bank;
  private final int channels;
  private final int points;

  /** Made by the first search: a detector of many products is loaded sooner. */
  private final OnFirstUse<DistanceBounds[]> tiles = new OnFirstUse<>(this::makeTiles);

  private final OnFirstUse<ByteCodes> codes = new OnFirstUse<>(this::makeCodes);

  private final OnFirstUse<PointTree> tree = new OnFirstUse<>(this::makeTree);

  /** Whether points are compared by their codes first; asked when a search begins. */
  private final BooleanSupplier bytes;

  /** Whether the bounds of many queries are computed at once, otherwise; asked likewise. */
  private final BooleanSupplier products;

  private final double mostLeft;

  /**
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  ExactSearch(float[] bank, int channels) {
    this(bank, channels, ByteProducts::available, NativeProducts::available, MOST_LEFT);
  }

  /**
   * The result is the same whatever the last three.
   *
   * @param bytes whether to compare codes by {@link ByteProducts}
   * @param products whether to compute bounds by {@link NativeProducts}
   * @param mostLeft if codes, or bounds of some channels, leave a larger share of points, all
   *     channels are multiplied
   */
  ExactSearch(
      float[] bank,
      int channels,
      BooleanSupplier bytes,
      BooleanSupplier products,
      double mostLeft) {
    this.bytes = bytes;
    this.products = products;
    this.mostLeft = mostLeft;
    this.bank = bank;
    this.channels = channels;
    this.points = bank.length / channels;
  }

  private DistanceBounds[] makeTiles() {
    DistanceBounds[] made = new DistanceBounds[tileCount()];
    Workers.here().forEach(made.length, i -> made[i] = bounds(i, LEADING));
    return made;
  }

  private ByteCodes makeCodes() {
    return new ByteCodes(bank, channels, CODED);
  }

  private int tileCount() {
    return (points + TILE - 1) / TILE;
  }

  private DistanceBounds bounds(int tile, int... ends) {
    int to = Math.min(points, (tile + 1) * TILE);
    return new DistanceBounds(bank, channels, tile * TILE, to, ends);
  }

  private PointTree makeTree() {
    return new PointTree(bank, channels);
  }

  @Override
  public Matches nearest(float[] queries, IntPredicate excluded) {
    int count = queries.length / channels;
    Matches matches = new Matches(new int[count], new float[count]);
    if (channels <= FEW_CHANNELS) {
      PointTree known = tree.get();
      inGroups(
          count,
          (from, to) -> {
            PointTree.Search search = known.new Search(queries, excluded);
            for (int query = from; query < to; query++) {
              matches.points()[query] = search.nearest(query);
              matches.distances()[query] = (float) Math.sqrt(search.square());
            }
          });
    } else {
      Nearest[] nearest = nearest(queries, 1, (query, point) -> excluded.test(point));
      for (int query = 0; query < count; query++) {
        matches.points()[query] = nearest[query].point();
        matches.distances()[query] = nearest[query].distance();
      }
    }
    return matches;
  }

  @Override
  public float[] spacing(int neighbors) {
    int counted = Math.min(neighbors, points - 1);
    float[] spacing = new float[points];
    if (counted > 0) {
      Nearest[] nearest = nearest(bank, counted, (query, point) -> query == point);
      for (int point = 0; point < points; point++) {
        spacing[point] = nearest[point].meanDistance();
      }
    }
    return spacing;
  }

  /** Some queries, from one to before another. */
  private interface Group {
    void search(int from, int to);
  }

  private static void inGroups(int queries, Group group) {
    // Groups of the same length, so that no core waits for another.
    int groups = (queries + GROUP - 1) / GROUP;
    int length = (queries + groups - 1) / Math.max(1, groups);
    Workers.here()
        .forEach(groups, i -> group.search(i * length, Math.min(queries, (i + 1) * length)));
  }

  private Nearest[] nearest(float[] queries, int count, Nearest.Excluded excluded) {
    Nearest[] nearest = new Nearest[queries.length / channels];
    boolean coded = bytes.getAsBoolean();
    boolean atOnce = products.getAsBoolean();
    inGroups(
        nearest.length,
        (from, to) -> {
          for (int query = from; query < to; query++) {
            nearest[query] = new Nearest(bank, channels, queries, query, count, excluded, LEADING);
          }
          if (coded) {
            OneThread.run(() -> compareByCodes(nearest, queries, from, to));
          } else if (atOnce) {
            OneThread.run(() -> compareByProducts(nearest, from, to));
          } else {
            compare(tiles.get(), nearest, from, to);
          }
        });
    return nearest;
  }

  private void compare(DistanceBounds[] tiles, Nearest[] nearest, int from, int to) {
    DistanceBounds.Left left = new DistanceBounds.Left(Math.min(TILE, points));
    for (int tile = 0; tile < tiles.length; tile++) {
      DistanceBounds bounds = tiles[tile];
      compare(
          nearest,
          from,
          to,
          tile,
          (query, most, found) -> bounds.find(query, bounds.start(), most, found),
          left);
    }
  }

  /** Compares by codes, until they leave too many points. */
  private void compareByCodes(Nearest[] nearest, float[] queries, int from, int to) {
    ByteCodes known = codes.get();
    int blocks = (to - from + AT_ONCE - 1) / AT_ONCE;
    int length = (to - from + blocks - 1) / blocks;
    try (ByteProducts matrix = new ByteProducts(known.columns())) {
      for (int first = from; first < to; first += length) {
        int next = Math.min(to, first + length);
        long most = (long) (mostLeft * points * (next - first));
        if (known.compare(nearest, queries, first, next, matrix) > most && next < to) {
          compareByProducts(nearest, next, to);
          return;
        }
      }
    }
  }

  private void compareByProducts(Nearest[] nearest, int from, int to) {
    DistanceBounds[] known = tiles.get();
    if (!compareByProducts(i -> known[i], nearest, from, to, mostLeft)) {
      for (int query = from; query < to; query++) {
        nearest[query] = nearest[query].again(channels);
      }
      // Made again for each group: they would take as much memory as the bank.
      compareByProducts(i -> bounds(i, channels), nearest, from, to, 1);
    }
  }

  /**
   * Compares queries with all points, unless the first queries show that the bounds leave more.
   *
   * @param tiles the bounds of each tile
   * @param most the share of points
   * @return whether they were compared
   */
  private boolean compareByProducts(
      IntFunction<DistanceBounds> tiles, Nearest[] nearest, int from, int to, double most) {
    DistanceBounds.Left left = new DistanceBounds.Left(Math.min(TILE, points));
    try (NativeProducts matrix = products(nearest, from, to)) {
      for (int tile = 0; tile < tileCount(); tile++) {
        DistanceBounds bounds = tiles.apply(tile);
        FloatBuffer rows = matrix.times(bounds.columns());
        Nearest.Bounds inTile = (query, near, found) -> bounds.find(query, rows, near, found);
        int next = from;
        if (tile == 0) {
          next = Math.min(to, from + TRIED);
          compare(nearest, from, next, tile, inTile, left);
          rows.rewind();
          if (meanLeft(nearest, from, next, inTile, left) > most * left.most() && next < to) {
            return false;
          }
        }
        compare(nearest, next, to, tile, inTile, left);
      }
    }
    return true;
  }

  private static NativeProducts products(Nearest[] nearest, int from, int to) {
    int columns = nearest[from].weights().length;
    float[] weights = new float[(to - from) * columns];
    for (int query = from; query < to; query++) {
      float[] own = nearest[query].weights();
      System.arraycopy(own, 0, weights, (query - from) * columns, columns);
    }
    return new NativeProducts(weights, columns);
  }

  /** How many points of a tile are left to compare, on average. */
  private static double meanLeft(
      Nearest[] nearest, int from, int to, Nearest.Bounds inTile, DistanceBounds.Left left) {
    double sum = 0;
    for (int query = from; query < to; query++) {
      sum += nearest[query].left(inTile, left);
    }
    return sum / (to - from);
  }

  private static void compare(
      Nearest[] nearest,
      int from,
      int to,
      int tile,
      Nearest.Bounds bounds,
      DistanceBounds.Left left) {
    for (int query = from; query < to; query++) {
      if (query > from) {
        nearest[query].expect(nearest[query - 1]);
      }
      nearest[query].compare(tile * TILE, bounds, left);
    }
  }
}
