package io.github.anomaly4j.internal.search;

import io.github.anomaly4j.internal.linalg.ByteProducts;
import io.github.anomaly4j.internal.linalg.WeightedSums;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Points as codes of one byte for each of their leading channels, and one for the length of the
 * vector of all others. A point and its code, taken as a point, are apart by a known error; so no
 * point is nearer to a query than their codes are, less both errors. Immutable, thread safe.
 */
final class ByteCodes {
  /** The most points of a tile: their products with a query stay in the cache. */
  private static final int TILE = 1 << 14;

  private static final int STRIPE = 512;

  /** Taken from a product, leaves less than any point has. */
  private static final int NOWHERE = 1 << 29;

  private static final int LARGEST = 127;

  /** What makes the codes of queries positive. */
  private static final int OFFSET = 128;

  /** Far more than rounding of numbers in double precision. */
  private static final double ROUNDING = 1 + 1e-9;

  private final int channels;
  private final int leading;
  private final int columns;

  /** The code 0 of each column. */
  private final double[] centers;

  /** From one code to the next. */
  private final double step;

  private final double inverse;

  /** The largest error of a point. */
  private final double error;

  /** How many points a tile has, but for the last. */
  private final int length;

  /** Of each tile, {@code [columns, points of the tile]}. */
  private final byte[][] codes;

  /** Of each tile, in stripes: what is to be taken from a product. */
  private final int[][][] squares;

  /**
   * @param points {@code [count, channels]}
   * @param leading how many channels have codes of their own
   */
  ByteCodes(float[] points, int channels, int leading) {
    this.channels = channels;
    this.leading = Math.min(leading, channels);
    this.columns = WeightedSums.padded(this.leading + (this.leading < channels ? 1 : 0));
    int count = points.length / channels;
    double[] low = new double[columns];
    double[] high = new double[columns];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int point = 0; point < count; point++) {
      for (int c = 0; c < columns; c++) {
        double value = value(points, point * channels, c);
        low[c] = Math.min(low[c], value);
        high[c] = Math.max(high[c], value);
      }
    }
    this.centers = new double[columns];
    double widest = 0;
    for (int c = 0; c < columns; c++) {
      centers[c] = (low[c] + high[c]) / 2;
      widest = Math.max(widest, high[c] - low[c]);
    }
    this.step = widest > 0 ? widest / 2 / LARGEST : 1;
    this.inverse = 1 / step;
    int tiles = (count + TILE - 1) / TILE;
    this.length = (count + tiles - 1) / tiles;
    this.codes = new byte[tiles][];
    this.squares = new int[tiles][][];
    double most = 0;
    for (int tile = 0; tile < tiles; tile++) {
      most = Math.max(most, encode(points, tile, Math.min(length, count - tile * length)));
    }
    this.error = most;
  }

  /** Makes the codes of a tile, and returns the largest error. */
  private double encode(float[] points, int tile, int count) {
    codes[tile] = new byte[columns * count];
    squares[tile] = new int[(count + STRIPE - 1) / STRIPE][STRIPE];
    for (int[] stripe : squares[tile]) {
      Arrays.fill(stripe, NOWHERE);
    }
    double most = 0;
    byte[] code = new byte[columns];
    for (int i = 0; i < count; i++) {
      most = Math.max(most, encode(points, (tile * length + i) * channels, code));
      int square = 0;
      for (int c = 0; c < columns; c++) {
        codes[tile][c * count + i] = code[c];
        square += code[c] * code[c] + 2 * OFFSET * code[c];
      }
      squares[tile][i / STRIPE][i % STRIPE] = square;
    }
    return most;
  }

  /** A leading channel, the length of all others, or 0 in the columns behind. */
  private double value(float[] points, int at, int column) {
    return column < leading
        ? points[at + column]
        : column > leading ? 0 : rest(points, at + leading, at + channels);
  }

  private static double rest(float[] points, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) points[i] * points[i];
    }
    return Math.sqrt(sum);
  }

  /** Writes the code of a point, and returns how far it is from the point. */
  private double encode(float[] points, int at, byte[] code) {
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      double value = value(points, at, c) - centers[c];
      int nearest = (int) Math.rint(value * inverse);
      code[c] = (byte) Math.max(-LARGEST, Math.min(LARGEST, nearest));
      double off = value - code[c] * step;
      sum += off * off;
    }
    return Math.sqrt(sum);
  }

  /** How many values a code has. */
  int columns() {
    return columns;
  }

  /**
   * Compares queries with all points that their codes leave.
   *
   * @param nearest to each query so far
   * @param queries {@code [count, channels]}
   * @param from the first of them to compare
   * @param to the one behind them
   * @return how many comparisons that took
   */
  long compare(Nearest[] nearest, float[] queries, int from, int to, ByteProducts products) {
    byte[] asked = new byte[(to - from) * columns];
    Query[] codesOf = new Query[to - from];
    for (int i = 0; i < codesOf.length; i++) {
      codesOf[i] = new Query(queries, from + i, asked, i * columns);
    }
    Row row = new Row();
    long compared = 0;
    for (int tile = 0; tile < codes.length; tile++) {
      IntBuffer found = products.of(asked, codes[tile]);
      for (int query = from; query < to; query++) {
        if (query > from) {
          nearest[query].expect(nearest[query - 1]);
        }
        row.read(tile, found);
        compared += row.compare(nearest[query], codesOf[query - from]);
      }
    }
    return compared;
  }

  /**
   * Twice the products of a query's code and those of a tile's points, less what depends on the
   * points alone: the larger, the nearer a point is by its code. They are kept in stripes; of what
   * the stripes hold at one place the largest is known, and seldom near enough. Not thread safe.
   */
  private final class Row {
    private int[][] values = new int[0][];
    private final int[] largest = new int[STRIPE];
    private int first;
    private int points;
    private int least;
    private int compared;

    /**
     * Reads the products of a query.
     *
     * @param products of all points of the tile; its position is moved behind them
     */
    private void read(int tile, IntBuffer products) {
      int[][] own = squares[tile];
      if (values.length < own.length) {
        values = new int[own.length][STRIPE];
      }
      first = tile * length;
      points = codes[tile].length / columns;
      Arrays.fill(largest, -2 * NOWHERE);
      for (int stripe = 0; stripe < own.length; stripe++) {
        int count = Math.min(STRIPE, points - stripe * STRIPE);
        products.get(values[stripe], 0, count);
        Arrays.fill(values[stripe], count, STRIPE, 0);
        subtract(values[stripe], own[stripe], largest);
      }
    }

    /** In a loop for which the compiler uses vector instructions. */
    private static void subtract(int[] values, int[] squares, int[] largest) {
      for (int i = 0; i < values.length; i++) {
        int value = 2 * values[i] - squares[i];
        values[i] = value;
        // The larger of both: the compiler makes no vector instruction of Math.max.
        int more = value - largest[i];
        largest[i] += more & ~(more >> 31);
      }
    }

    /** Compares a query with all points that may be among the nearest; returns their number. */
    private int compare(Nearest query, Query code) {
      int likeliest = 0;
      for (int place = 1; place < STRIPE; place++) {
        likeliest = largest[place] > largest[likeliest] ? place : likeliest;
      }
      compared = 0;
      least = largest[likeliest];
      compare(query, code, likeliest);
      least = code.least(query.farthest());
      for (int place = 0; place < STRIPE; place++) {
        if (largest[place] >= least) {
          compare(query, code, place);
        }
      }
      return compared;
    }

    /** Compares with the points at a place of all stripes. */
    private void compare(Nearest query, Query code, int place) {
      for (int i = place, stripe = 0; i < points; i += STRIPE, stripe++) {
        if (values[stripe][place] >= least) {
          compared++;
          if (query.compare(first + i)) {
            least = code.least(query.farthest());
          }
        }
      }
    }
  }

  /** The code of a query. */
  private final class Query {
    private final double error;
    private final int square;

    /**
     * @param queries {@code [count, channels]}
     * @param to {@code [count, columns]}, into which its code is written
     * @param at where its code begins
     */
    private Query(float[] queries, int query, byte[] to, int at) {
      byte[] code = new byte[columns];
      this.error = encode(queries, query * channels, code);
      int sum = 0;
      for (int c = 0; c < columns; c++) {
        sum += code[c] * code[c];
        to[at + c] = (byte) (code[c] + OFFSET);
      }
      this.square = sum;
    }

    /** The least difference of points that are no farther away than a distance. */
    private int least(double distance) {
      double reach = (distance + error + ByteCodes.this.error) / step * ROUNDING;
      double least = square - reach * reach * ROUNDING;
      // Not "below": what may have overflowed is NaN, and must exclude nothing.
      return least > Integer.MIN_VALUE ? (int) Math.floor(least) : Integer.MIN_VALUE;
    }
  }
}
