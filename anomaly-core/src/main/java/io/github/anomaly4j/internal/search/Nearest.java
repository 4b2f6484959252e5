package io.github.anomaly4j.internal.search;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nearest points of a bank to a query so far, the nearest first; of equally near points those
 * with the lowest indices. Not thread safe.
 */
final class Nearest {
  private final float[] bank;
  private final int channels;
  private final float[] queries;
  private final int query;
  private final Excluded excluded;

  private final int[] ends;
  private DistanceBounds.@Nullable Query bounds;
  private final double[] squares;
  private final int[] numbers;

  /** Which points are excluded for which queries. */
  interface Excluded {
    boolean test(int query, int point);
  }

  /** Finds some points that may be near enough. */
  interface Bounds {
    void find(DistanceBounds.Query query, float most, DistanceBounds.Left left);
  }

  /**
   * @param bank {@code [points, channels]}
   * @param queries {@code [count, channels]}
   * @param query its number
   * @param count how many points to find
   * @param ends of the bounds, as in {@link DistanceBounds}
   */
  Nearest(
      float[] bank,
      int channels,
      float[] queries,
      int query,
      int count,
      Excluded excluded,
      int... ends) {
    this.bank = bank;
    this.channels = channels;
    this.queries = queries;
    this.query = query;
    this.excluded = excluded;
    this.ends = ends;
    this.squares = new double[count];
    this.numbers = new int[count];
    Arrays.fill(squares, Double.POSITIVE_INFINITY);
  }

  /** The same with other bounds, and nothing found yet. */
  Nearest again(int... ends) {
    return new Nearest(bank, channels, queries, query, squares.length, excluded, ends);
  }

  /** What the first bound multiplies a point's values by. */
  float[] weights() {
    return bounds().weights();
  }

  /** Made when it is needed: codes do without it. */
  private DistanceBounds.Query bounds() {
    if (bounds == null) {
      bounds = new DistanceBounds.Query(queries, channels, query, ends);
    }
    return bounds;
  }

  /** The index of the nearest point. */
  int point() {
    return numbers[0];
  }

  /** The distance to the nearest point. */
  float distance() {
    return (float) Math.sqrt(squares[0]);
  }

  /** The mean distance to the points. */
  float meanDistance() {
    return (float) Arrays.stream(squares).map(Math::sqrt).average().orElseThrow();
  }

  /** Starts with the nearest point of a similar query. */
  void expect(Nearest similar) {
    if (similar.squares[0] < squares[0]) {
      compare(similar.numbers[0]);
    }
  }

  /**
   * Compares more points.
   *
   * @param first of those that the bounds are of
   */
  void compare(int first, Bounds of, DistanceBounds.Left left) {
    float most = most();
    of.find(bounds(), most, left);
    for (int i = 0; i < left.count(); i++) {
      if (left.stays(i, most)) {
        compare(first + left.number(i));
        most = most();
      }
    }
  }

  /** Beyond this distance no point is among the nearest. */
  double farthest() {
    return Math.sqrt(squares[squares.length - 1]);
  }

  /** How many points are left to compare, since a near one is known. */
  int left(Bounds of, DistanceBounds.Left left) {
    of.find(bounds(), most(), left);
    return left.count();
  }

  private float most() {
    return bounds().most(squares[squares.length - 1]);
  }

  /** Compares one more point; returns whether it is among the nearest. */
  boolean compare(int point) {
    // In single precision first, which excludes most points that the bound has left.
    double least = squares[squares.length - 1];
    float enough = (float) (least * (1 + channels * 0x1p-22) + Float.MIN_NORMAL);
    return Distance.squared(queries, query * channels, bank, point * channels, channels, enough)
            <= enough
        && !excluded.test(query, point)
        && offer(
            point,
            Distance.exactSquare(queries, query * channels, bank, point * channels, channels));
  }

  private boolean offer(int number, double square) {
    int place = squares.length;
    while (place > 0 && before(number, square, place - 1)) {
      place--;
    }
    boolean known = place > 0 && numbers[place - 1] == number && squares[place - 1] == square;
    if (place == squares.length || known) {
      return false;
    }
    int behind = squares.length - 1 - place;
    System.arraycopy(squares, place, squares, place + 1, behind);
    System.arraycopy(numbers, place, numbers, place + 1, behind);
    squares[place] = square;
    numbers[place] = number;
    return true;
  }

  private boolean before(int number, double square, int place) {
    return square < squares[place] || (square == squares[place] && number < numbers[place]);
  }
}
