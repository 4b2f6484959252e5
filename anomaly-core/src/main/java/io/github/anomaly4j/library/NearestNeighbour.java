package io.github.anomaly4j.library;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbours by Euclidean distance. Most points are ruled out by a lower bound on
 * their distance, and the others compared coordinate by coordinate, so that a point of the bank
 * itself is at distance 0. The bound takes the first channels as they are, in which points differ
 * most if they are principal components, and of all others their length alone, by which they are at
 * least as far apart as the lengths differ. The nearest of few channels are found by a {@link
 * PointTree}. Thread safe.
 */
final class NearestNeighbour implements PatchSearch {
  /** So many points are compared with a group of queries before the next ones are read. */
  private static final int TILE = 1024;

  private static final int GROUP = 32;

  /** So many channels count in the bound as they are; with the length, a multiple of four. */
  private static final int LEADING = 31;

  /**
   * One rounding a product or sum of a bound, each relative to the lengths' product or a square.
   */
  private static final double ROUNDING = (LEADING + 1 + 8) * 0x1p-24;

  /** With so few channels, a tree leaves out more than bounds do. */
  static final int FEW_CHANNELS = 16;

  private final float[] bank;
  private final int channels;
  private final int points;

  /** How many channels count as they are. */
  private final int leading;

  private final Tile[] tiles;
  private final Optional<PointTree> tree;

  /**
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  NearestNeighbour(float[] bank, int channels) {
    this.bank = bank;
    this.channels = channels;
    this.points = bank.length / channels;
    this.leading = Math.min(LEADING, channels);
    this.tiles = new Tile[(points + TILE - 1) / TILE];
    for (int i = 0; i < tiles.length; i++) {
      tiles[i] = tile(i * TILE, Math.min(points, (i + 1) * TILE));
    }
    this.tree =
        channels <= FEW_CHANNELS ? Optional.of(new PointTree(bank, channels)) : Optional.empty();
  }

  /**
   * What the bounds of some points are made of.
   *
   * @param from the first of them
   * @param columns {@code [leading channels and the length of the others, points]}, followed by as
   *     many rows of zeros as make four at a time
   * @param halfSquares half the square of each point's length, less what rounding may add to its
   *     bounds
   */
  private record Tile(int from, float[][] columns, float[] halfSquares) {

    /**
     * The squared distance of each point is at least twice this and the query's square.
     *
     * @param weights what the query counts for in each of the columns
     */
    void bounds(float[] weights, float[] bounds) {
      System.arraycopy(halfSquares, 0, bounds, 0, halfSquares.length);
      for (int c = 0; c < columns.length; c += 4) {
        subtract(c, weights, bounds);
      }
    }

    /** Four columns at a time, in a loop that the compiler turns to vector instructions. */
    private void subtract(int first, float[] weights, float[] bounds) {
      float[] c0 = columns[first];
      float[] c1 = columns[first + 1];
      float[] c2 = columns[first + 2];
      float[] c3 = columns[first + 3];
      float w0 = weights[first];
      float w1 = weights[first + 1];
      float w2 = weights[first + 2];
      float w3 = weights[first + 3];
      for (int i = 0; i < c0.length; i++) {
        bounds[i] -= w0 * c0[i] + w1 * c1[i] + (w2 * c2[i] + w3 * c3[i]);
      }
    }
  }

  private Tile tile(int from, int to) {
    float[][] columns = new float[(leading + 4) / 4 * 4][to - from];
    float[] halfSquares = new float[to - from];
    for (int point = from; point < to; point++) {
      for (int c = 0; c < leading; c++) {
        columns[c][point - from] = bank[point * channels + c];
      }
      columns[leading][point - from] = (float) Math.sqrt(2 * halfSquare(bank, point, leading));
      halfSquares[point - from] = (float) (halfSquare(bank, point, 0) * (1 - 2 * ROUNDING));
    }
    return new Tile(from, columns, halfSquares);
  }

  /** Half the square of a point's length in its channels from one on. */
  private double halfSquare(float[] values, int point, int fromChannel) {
    double sum = 0;
    for (int c = point * channels + fromChannel; c < (point + 1) * channels; c++) {
      sum += (double) values[c] * values[c];
    }
    return sum / 2;
  }

  @Override
  public Matches nearest(float[] queries, IntPredicate excluded) {
    int count = queries.length / channels;
    Matches matches = new Matches(new int[count], new float[count]);
    if (tree.isPresent()) {
      inGroups(
          count,
          (from, to) -> {
            PointTree.Search search = tree.get().new Search(queries, excluded);
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
  public float[] spacing(int neighbours) {
    int counted = Math.min(neighbours, points - 1);
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

  /** Which points are passed over, and by which queries. */
  private interface Excluded {
    boolean test(int query, int point);
  }

  /** Some queries, from one to before another. */
  private interface Group {
    void search(int from, int to);
  }

  private static void inGroups(int queries, Group group) {
    IntStream.range(0, (queries + GROUP - 1) / GROUP)
        .parallel()
        .forEach(i -> group.search(i * GROUP, Math.min(queries, (i + 1) * GROUP)));
  }

  private Nearest[] nearest(float[] queries, int count, Excluded excluded) {
    Nearest[] nearest = new Nearest[queries.length / channels];
    inGroups(
        nearest.length,
        (from, to) -> {
          for (int query = from; query < to; query++) {
            nearest[query] = new Nearest(queries, query, count, excluded);
          }
          float[] bounds = new float[Math.min(TILE, points)];
          for (Tile tile : tiles) {
            for (int query = from; query < to; query++) {
              nearest[query].compare(tile, bounds);
            }
          }
        });
    return nearest;
  }

  /**
   * The nearest points to a query so far, the nearest first; of equally near ones those of the
   * lowest numbers.
   */
  private final class Nearest {
    private final float[] queries;
    private final int query;
    private final Excluded excluded;

    /** What the query counts for in each of the columns. */
    private final float[] weights = new float[tiles[0].columns.length];

    /** What rounding may add to a bound, less half the query's square. */
    private final double slack;

    private final double[] squares;
    private final int[] numbers;

    Nearest(float[] queries, int query, int count, Excluded excluded) {
      this.queries = queries;
      this.query = query;
      this.excluded = excluded;
      System.arraycopy(queries, query * channels, weights, 0, leading);
      weights[leading] = (float) Math.sqrt(2 * halfSquare(queries, query, leading));
      double halfSquare = halfSquare(queries, query, 0);
      this.slack = (ROUNDING - 1) * halfSquare;
      this.squares = new double[count];
      this.numbers = new int[count];
      Arrays.fill(squares, Double.POSITIVE_INFINITY);
    }

    /** Takes some more points into account. */
    void compare(Tile tile, float[] bounds) {
      tile.bounds(weights, bounds);
      float most = most();
      for (int i = 0; i < tile.halfSquares.length; i++) {
        // Not "at most": a bound that overflowed is no number, and rules nothing out.
        if (!(bounds[i] > most)) {
          compare(tile.from + i);
          most = most();
        }
      }
    }

    /** The bound that a point must not exceed to be among the nearest. */
    private float most() {
      return (float) (squares[squares.length - 1] / 2 + slack);
    }

    private void compare(int point) {
      // In single precision first, which rules out most that the bound has let through.
      float enough = (float) (squares[squares.length - 1] * (1 + channels * 0x1p-22));
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
      if (place < squares.length) {
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
