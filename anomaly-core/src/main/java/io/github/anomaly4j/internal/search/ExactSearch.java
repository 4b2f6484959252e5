package io.github.anomaly4j.internal.search;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.linalg.NativeProducts;
import io.github.anomaly4j.internal.natives.OneThread;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Exact nearest neighbors by Euclidean distance. Most points are ruled out by {@link
 * DistanceBounds}, and the others compared coordinate by coordinate, so that a point of the bank
 * itself is at distance 0. Points of few channels are searched by a {@link PointTree}, in single
 * precision. Thread safe.
 */
final class ExactSearch implements NeighborSearch {
  /** How many points are compared with a group of queries before the next ones are read. */
  private static final int TILE = 2048;

  private static final int GROUP = 512;

  /** How many leading channels the bounds read; with the length, a multiple of four. */
  private static final int[] LEADING = {31, 61};

  /** Up to this many channels, a tree excludes more points than bounds do. */
  static final int FEW_CHANNELS = 16;

  private final float[] bank;
  private final int channels;
  private final int points;

  /** Made by the first search: a detector of many products is loaded sooner. */
  private final OnFirstUse<DistanceBounds[]> tiles = new OnFirstUse<>(this::makeTiles);

  private final OnFirstUse<PointTree> tree = new OnFirstUse<>(this::makeTree);

  /** Whether the bounds of many queries are computed at once; asked when a search begins. */
  private final BooleanSupplier products;

  /**
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  ExactSearch(float[] bank, int channels) {
    this(bank, channels, NativeProducts::available);
  }

  /**
   * @param products whether to compute bounds by {@link NativeProducts}; the result is the same
   */
  ExactSearch(float[] bank, int channels, BooleanSupplier products) {
    this.products = products;
    this.bank = bank;
    this.channels = channels;
    this.points = bank.length / channels;
  }

  private DistanceBounds[] makeTiles() {
    DistanceBounds[] made = new DistanceBounds[(points + TILE - 1) / TILE];
    Workers.here()
        .forEach(
            made.length,
            i -> {
              int to = Math.min(points, (i + 1) * TILE);
              made[i] = new DistanceBounds(bank, channels, i * TILE, to, LEADING);
            });
    return made;
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
        matches.points()[query] = nearest[query].numbers[0];
        matches.distances()[query] = (float) Math.sqrt(nearest[query].squares[0]);
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
        spacing[point] =
            (float) Arrays.stream(nearest[point].squares).map(Math::sqrt).average().orElseThrow();
      }
    }
    return spacing;
  }

  /** Which points are excluded for which queries. */
  private interface Excluded {
    boolean test(int query, int point);
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

  private Nearest[] nearest(float[] queries, int count, Excluded excluded) {
    DistanceBounds[] known = tiles.get();
    Nearest[] nearest = new Nearest[queries.length / channels];
    boolean atOnce = products.getAsBoolean();
    inGroups(
        nearest.length,
        (from, to) -> {
          for (int query = from; query < to; query++) {
            nearest[query] = new Nearest(queries, query, count, excluded);
          }
          if (atOnce) {
            OneThread.run(() -> compareByProducts(known, nearest, from, to));
          } else {
            compare(known, nearest, from, to);
          }
        });
    return nearest;
  }

  /** Finds the points of a tile that may be near enough. */
  private interface Bounds {
    void find(DistanceBounds.Query query, float most, DistanceBounds.Left left);
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

  private void compareByProducts(DistanceBounds[] tiles, Nearest[] nearest, int from, int to) {
    int columns = tiles[0].columns().length;
    float[] weights = new float[(to - from) * columns];
    for (int query = from; query < to; query++) {
      float[] own = nearest[query].bounds.weights();
      System.arraycopy(own, 0, weights, (query - from) * columns, columns);
    }
    DistanceBounds.Left left = new DistanceBounds.Left(Math.min(TILE, points));
    try (NativeProducts matrix = new NativeProducts(weights, columns)) {
      for (int tile = 0; tile < tiles.length; tile++) {
        DistanceBounds bounds = tiles[tile];
        FloatBuffer rows = matrix.times(bounds.columns());
        compare(
            nearest,
            from,
            to,
            tile,
            (query, most, found) -> bounds.find(query, rows, most, found),
            left);
      }
    }
  }

  private static void compare(
      Nearest[] nearest, int from, int to, int tile, Bounds bounds, DistanceBounds.Left left) {
    for (int query = from; query < to; query++) {
      if (query > from) {
        nearest[query].expect(nearest[query - 1]);
      }
      nearest[query].compare(tile, bounds, left);
    }
  }

  /**
   * The nearest points to a query so far, the nearest first; of equally near points those with the
   * lowest indices.
   */
  private final class Nearest {
    private final float[] queries;
    private final int query;
    private final Excluded excluded;

    private final DistanceBounds.Query bounds;
    private final double[] squares;
    private final int[] numbers;

    Nearest(float[] queries, int query, int count, Excluded excluded) {
      this.queries = queries;
      this.query = query;
      this.excluded = excluded;
      this.bounds = new DistanceBounds.Query(queries, channels, query, LEADING);
      this.squares = new double[count];
      this.numbers = new int[count];
      Arrays.fill(squares, Double.POSITIVE_INFINITY);
    }

    /** Starts with the nearest point of a similar query. */
    void expect(Nearest similar) {
      if (similar.squares[0] < squares[0]) {
        compare(similar.numbers[0]);
      }
    }

    /** Compares more points. */
    void compare(int tile, Bounds inTile, DistanceBounds.Left left) {
      float most = most();
      inTile.find(bounds, most, left);
      for (int i = 0; i < left.count(); i++) {
        if (left.stays(i, most)) {
          compare(tile * TILE + left.number(i));
          most = most();
        }
      }
    }

    private float most() {
      return bounds.most(squares[squares.length - 1]);
    }

    private void compare(int point) {
      // In single precision first, which excludes most points that the bound has left.
      double least = squares[squares.length - 1];
      float enough = (float) (least * (1 + channels * 0x1p-22) + Float.MIN_NORMAL);
      if (Distance.squared(queries, query * channels, bank, point * channels, channels, enough)
              <= enough
          && !excluded.test(query, point)) {
        offer(
            point,
            Distance.exactSquare(queries, query * channels, bank, point * channels, channels));
      }
    }

    private void offer(int number, double square) {
      int place = squares.length;
      while (place > 0 && before(number, square, place - 1)) {
        place--;
      }
      boolean known = place > 0 && numbers[place - 1] == number && squares[place - 1] == square;
      if (place < squares.length && !known) {
        int behind = squares.length - 1 - place;
        System.arraycopy(squares, place, squares, place + 1, behind);
        System.arraycopy(numbers, place, numbers, place + 1, behind);
        squares[place] = square;
        numbers[place] = number;
      }
    }

    private boolean before(int number, double square, int place) {
      return square < squares[place] || (square == squares[place] && number < numbers[place]);
    }
  }
}
