package io.github.anomaly4j.library;

import java.util.ArrayList;
import java.util.List;

/**
 * Lower bounds on how far some points are from a query, by which most of them are ruled out. At a
 * first look some channels count as they are, in which points differ most if they are principal
 * components, and of all others their length alone, by which they are at least as far apart as the
 * lengths differ. Where that leaves many, more channels count at a second look. Thread safe.
 */
final class DistanceBounds {
  /** One in so many points may be left for a second look to be spared. */
  private static final int FEW = 32;

  /** A look has this many columns at most, beside those that make a multiple of four. */
  private static final int MOST_COLUMNS = 64;

  /**
   * One rounding a column and look, each relative to no more than four times the squares of the
   * lengths.
   */
  private static final double ROUNDING = 4 * (2 * MOST_COLUMNS + 8) * 0x1p-24;

  /** {@code [looks, columns, points]} */
  private final float[][][] looks;

  private final float[] halfSquares;

  /**
   * @param points {@code [count, channels]}
   * @param from the first of the points that bounds are for
   * @param to the one behind them
   * @param ends how many of the channels count as they are at each look, increasing, to at most 60
   *     more each time
   */
  DistanceBounds(float[] points, int channels, int from, int to, int... ends) {
    this.looks = looks(points, channels, from, to, -1, ends);
    this.halfSquares = new float[to - from];
    for (int point = from; point < to; point++) {
      double halfSquare = halfSquare(points, point * channels, (point + 1) * channels);
      halfSquares[point - from] = (float) (halfSquare * (1 - ROUNDING));
    }
  }

  private static float[][][] looks(
      float[] points, int channels, int from, int to, int undone, int... ends) {
    List<float[][]> looks = new ArrayList<>();
    float[] zeros = new float[to - from];
    int end = 0;
    for (int look = 0; look < ends.length && (look == 0 || end < channels); look++) {
      int begin = end;
      end = Math.min(channels, ends[look]);
      List<float[]> columns = new ArrayList<>();
      for (int c = begin; c < end; c++) {
        float[] column = new float[to - from];
        for (int point = from; point < to; point++) {
          column[point - from] = points[point * channels + c];
        }
        columns.add(column);
      }
      if (look > 0) {
        // The lengths of the last look no longer count.
        columns.add(lengths(points, channels, from, to, begin, undone));
      }
      columns.add(lengths(points, channels, from, to, end, 1));
      while (columns.size() % 4 != 0) {
        columns.add(zeros);
      }
      looks.add(columns.toArray(float[][]::new));
    }
    return looks.toArray(float[][][]::new);
  }

  /** The length of each point in its channels from one on. */
  private static float[] lengths(
      float[] points, int channels, int from, int to, int fromChannel, int sign) {
    float[] lengths = new float[to - from];
    for (int point = from; point < to; point++) {
      int begin = point * channels;
      lengths[point - from] =
          sign * (float) Math.sqrt(2 * halfSquare(points, begin + fromChannel, begin + channels));
    }
    return lengths;
  }

  private static double halfSquare(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum / 2;
  }

  /** What bounds are the least for points that are no farther away than others. */
  static final class Query {
    private final float[][] weights;
    private final double halfSquare;

    /**
     * @param queries {@code [count, channels]}
     * @param query its number
     * @param ends as of the bounds
     */
    Query(float[] queries, int channels, int query, int... ends) {
      float[][][] columns = looks(queries, channels, query, query + 1, 1, ends);
      this.weights = new float[columns.length][];
      for (int look = 0; look < columns.length; look++) {
        weights[look] = new float[columns[look].length];
        for (int c = 0; c < weights[look].length; c++) {
          weights[look][c] = columns[look][c][0];
        }
      }
      this.halfSquare =
          DistanceBounds.halfSquare(queries, query * channels, (query + 1) * channels);
    }

    /** The bound above which points are farther away than a squared distance. */
    float most(double square) {
      return (float) (square / 2 - halfSquare * (1 - ROUNDING));
    }
  }

  /** The points that a bound has left. Not thread safe. */
  static final class Left {
    private final float[] bounds;
    private final int[] numbers;
    private int count;

    /**
     * @param most how many points there are at most
     */
    Left(int most) {
      this.bounds = new float[most];
      this.numbers = new int[most];
    }

    int count() {
      return count;
    }

    /** The number of one of them among all points. */
    int number(int i) {
      return numbers[i];
    }

    /** Whether one of them is left by another bound, too. */
    boolean stays(int i, float most) {
      return !(bounds[numbers[i]] > most);
    }

    private void find(int points, float most) {
      int found = 0;
      for (int i = 0; i < points; i++) {
        // Not "at most": a bound that overflowed is no number, and rules nothing out.
        if (!(bounds[i] > most)) {
          numbers[found++] = i;
        }
      }
      count = found;
    }
  }

  int points() {
    return halfSquares.length;
  }

  /**
   * What to begin with if points are looked for that are no farther away than a distance which is
   * the same for all.
   */
  float[] start() {
    return halfSquares;
  }

  /**
   * Finds the points that may be near enough.
   *
   * @param start {@link #start()}, less half the square of the distance that is enough for each of
   *     the points beyond that for all of them
   * @param most the query's {@link Query#most}, of what is enough for all of them
   */
  void find(Query query, float[] start, float most, Left left) {
    System.arraycopy(start, 0, left.bounds, 0, start.length);
    for (int look = 0; look < looks.length; look++) {
      float[][] columns = looks[look];
      for (int c = 0; c < columns.length; c += 4) {
        subtract(columns, query.weights[look], c, left.bounds);
      }
      left.find(start.length, most);
      if (left.count * FEW <= start.length) {
        break;
      }
    }
  }

  /** Four columns at a time, in a loop that the compiler turns to vector instructions. */
  private static void subtract(float[][] columns, float[] weights, int first, float[] bounds) {
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
