package io.github.anomaly4j.internal.search;

import io.github.anomaly4j.internal.linalg.WeightedSums;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lower bounds of the distances from some points to a query, which exclude most points. The first
 * bound uses the leading channels, in which points differ most if they are principal components,
 * and the length of the vector of all other channels: two vectors are at least as far apart as
 * their lengths differ. For the remaining points a second bound uses more channels. Thread safe.
 */
public final class DistanceBounds {
  /** Below this, rounding errors are not relative. */
  private static final double UNDERFLOW = Float.MIN_NORMAL;

  /** For longer points and queries a bound could overflow. */
  private static final double LONGEST = Float.MAX_VALUE / 8;

  /** The values of the first bound, for all points: {@code [columns, points]}. */
  private final float[][] columns;

  /**
   * The values of the other bounds, each read for a few points: {@code [bounds, points, columns]}.
   */
  private final float[][] rows;

  private final float[] halfSquares;

  /**
   * @param points {@code [count, channels]}
   * @param from the first of the points that bounds are for
   * @param to the one behind them
   * @param ends how many of the channels count as they are at each look, increasing
   */
  public DistanceBounds(float[] points, int channels, int from, int to, int... ends) {
    List<Look> looks = Look.upTo(channels, ends);
    int count = to - from;
    this.columns = new float[looks.get(0).width()][count];
    this.rows = new float[looks.size() - 1][];
    this.halfSquares = new float[count];
    for (int look = 1; look < looks.size(); look++) {
      rows[look - 1] = new float[count * looks.get(look).width()];
    }
    double rounding = Look.rounding(looks);
    float[] row = new float[columns.length];
    for (int i = 0; i < count; i++) {
      int point = (from + i) * channels;
      looks.get(0).write(points, point, channels, -1, row, 0);
      for (int c = 0; c < row.length; c++) {
        columns[c][i] = row[c];
      }
      for (int look = 1; look < looks.size(); look++) {
        int at = i * looks.get(look).width();
        looks.get(look).write(points, point, channels, -1, rows[look - 1], at);
      }
      halfSquares[i] = (float) (bounded(points, point, channels) * (1 - rounding));
    }
  }

  /**
   * Half the squared length of a point; NaN, which excludes nothing, for a point that is too long.
   */
  private static double bounded(float[] values, int point, int channels) {
    double halfSquare = halfSquare(values, point, point + channels);
    return halfSquare <= LONGEST ? halfSquare : Double.NaN;
  }

  private static double halfSquare(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum / 2;
  }

  /**
   * What counts at a look: some channels, and the length of those behind them.
   *
   * @param begin the first of them
   * @param end the one behind them
   */
  private record Look(int begin, int end) {

    static List<Look> upTo(int channels, int... ends) {
      List<Look> looks = new ArrayList<>();
      int begin = 0;
      for (int i = 0; i < ends.length && (i == 0 || begin < channels); i++) {
        looks.add(new Look(begin, Math.min(channels, ends[i])));
        begin = looks.get(i).end;
      }
      return looks;
    }

    /**
     * The error of bounds, relative to half the squares of the lengths: two roundings for each
     * column, each relative to at most four times as much.
     */
    static double rounding(List<Look> looks) {
      int columns = 0;
      for (Look look : looks) {
        columns += look.width();
      }
      return 4 * (2 * columns + 8) * 0x1p-24;
    }

    /** How many values that takes: a multiple of four, some of them zeros. */
    int width() {
      return WeightedSums.padded(end - begin + (begin > 0 ? 2 : 1));
    }

    /**
     * Writes the values of a point.
     *
     * @param point where its channels begin
     * @param undone the sign of the last look's length, which no longer counts
     */
    void write(float[] points, int point, int channels, int undone, float[] to, int at) {
      System.arraycopy(points, point + begin, to, at, end - begin);
      int next = at + end - begin;
      if (begin > 0) {
        to[next++] = undone * length(points, point + begin, point + channels);
      }
      to[next] = length(points, point + end, point + channels);
    }

    private static float length(float[] points, int from, int to) {
      return (float) Math.sqrt(2 * halfSquare(points, from, to));
    }
  }

  /** What bounds are the least for points that are no farther away than others. */
  public static final class Query {
    private final float[][] weights;
    private final double halfSquare;
    private final double rounding;

    /**
     * @param queries {@code [count, channels]}
     * @param query its number
     * @param ends as of the bounds
     */
    public Query(float[] queries, int channels, int query, int... ends) {
      List<Look> looks = Look.upTo(channels, ends);
      this.weights = new float[looks.size()][];
      for (int look = 0; look < weights.length; look++) {
        weights[look] = new float[looks.get(look).width()];
        looks.get(look).write(queries, query * channels, channels, 1, weights[look], 0);
        for (int c = 0; c < weights[look].length; c++) {
          weights[look][c] = -weights[look][c];
        }
      }
      this.halfSquare = bounded(queries, query * channels, channels);
      this.rounding = Look.rounding(looks);
    }

    /** What the first bound multiplies a point's values by. */
    float[] weights() {
      return weights[0];
    }

    /** The bound above which points are farther away than a squared distance. */
    public float most(double square) {
      return (float) (square / 2 - halfSquare * (1 - rounding) + UNDERFLOW);
    }
  }

  /** The points that a bound has left. Not thread safe. */
  public static final class Left {
    private final float[] bounds;
    private final int[] numbers;
    private int count;

    /**
     * @param most how many points there are at most
     */
    public Left(int most) {
      this.bounds = new float[most];
      this.numbers = new int[most];
    }

    public int count() {
      return count;
    }

    /** How many points there are at most. */
    int most() {
      return numbers.length;
    }

    /** The number of one of them among all points. */
    public int number(int i) {
      return numbers[i];
    }

    /** Whether another bound leaves a point, too. */
    boolean stays(int i, float most) {
      return !(bounds[numbers[i]] > most);
    }

    private void find(int points, float most) {
      int found = 0;
      for (int i = 0; i < points; i++) {
        // Not "at most": a bound that may have overflowed is NaN, and must exclude nothing.
        // Without a branch, which the processor would guess wrong for many points.
        numbers[found] = i;
        found += bounds[i] > most ? 0 : 1;
      }
      count = found;
    }

    /** Applies the next bound to the points that are left. */
    private void narrow(float[] rows, float[] weights, float most) {
      int found = 0;
      for (int i = 0; i < count; i++) {
        int number = numbers[i];
        bounds[number] += product(rows, number * weights.length, weights);
        if (!(bounds[number] > most)) {
          numbers[found++] = number;
        }
      }
      count = found;
    }

    private static float product(float[] rows, int from, float[] weights) {
      // Four sums, which the processor can compute in parallel.
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int c = 0; c < weights.length; c += 4) {
        s0 += rows[from + c] * weights[c];
        s1 += rows[from + c + 1] * weights[c + 1];
        s2 += rows[from + c + 2] * weights[c + 2];
        s3 += rows[from + c + 3] * weights[c + 3];
      }
      return s0 + s1 + (s2 + s3);
    }
  }

  /**
   * What to begin with if points are looked for that are no farther away than a distance which is
   * the same for all.
   */
  public float[] start() {
    return halfSquares;
  }

  /**
   * Finds the points that may be near enough.
   *
   * @param start {@link #start()}, less half the square of the distance that is enough for each of
   *     the points beyond that for all of them
   * @param most the query's {@link Query#most}, of what is enough for all of them
   */
  public void find(Query query, float[] start, float most, Left left) {
    System.arraycopy(start, 0, left.bounds, 0, start.length);
    WeightedSums.add(columns, query.weights[0], left.bounds);
    narrow(query, most, left);
  }

  /**
   * Finds the points that may be near enough by products that are known.
   *
   * @param products of the query's weights and {@link #columns()}; as many are read as there are
   *     points
   */
  void find(Query query, FloatBuffer products, float most, Left left) {
    products.get(left.bounds, 0, halfSquares.length);
    for (int i = 0; i < halfSquares.length; i++) {
      left.bounds[i] += halfSquares[i];
    }
    narrow(query, most, left);
  }

  /** The values of the first bound, {@code [columns, points]}. */
  float[][] columns() {
    return columns;
  }

  private void narrow(Query query, float most, Left left) {
    left.find(halfSquares.length, most);
    for (int look = 0; look < rows.length; look++) {
      left.narrow(rows[look], query.weights[look + 1], most);
    }
  }
}
