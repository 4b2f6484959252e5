package io.github.anomaly4j.internal.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbor among points of few features: a k-d tree (Bentley 1975), searched from the
 * nearest point of the last query, since consecutive patches are similar. Thread safe.
 */
final class PointTree {
  private static final int LEAF = 8;

  /** A branch counts as this much nearer than computed, for what rounding may have added. */
  private static final float ROUNDING = 1e-5f;

  private final int channels;

  /** The channels of a point and zeros, which do not change a distance: a multiple of four. */
  private final int width;

  /**
   * The points in the order of the tree: a node is a range of them, and its children are the two
   * halves.
   */
  private final float[] points;

  /** The caller's index of each point. */
  private final int[] numbers;

  /** For the middle of each range, the feature by which the range is halved. */
  private final int[] feature;

  /** The value of that feature at which the range is halved. */
  private final float[] border;

  /**
   * @param bank {@code [points, channels]}
   */
  PointTree(float[] bank, int channels) {
    this.channels = channels;
    this.width = (channels + 3) / 4 * 4;
    int count = bank.length / channels;
    this.feature = new int[count];
    this.border = new float[count];
    Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    halve(bank, order, 0, count);
    this.numbers = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    this.points = new float[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(bank, numbers[i] * channels, points, i * width, channels);
    }
  }

  private void halve(float[] bank, Integer[] order, int from, int to) {
    if (to - from <= LEAF) {
      return;
    }
    int widest = widest(bank, order, from, to);
    Arrays.sort(
        order,
        from,
        to,
        Comparator.<Integer>comparingDouble(point -> bank[point * channels + widest])
            .thenComparing(Comparator.naturalOrder()));
    int middle = (from + to) >>> 1;
    feature[middle] = widest;
    border[middle] = bank[order[middle] * channels + widest];
    halve(bank, order, from, middle);
    halve(bank, order, middle, to);
  }

  private int widest(float[] bank, Integer[] order, int from, int to) {
    int widest = 0;
    float width = -1;
    for (int c = 0; c < channels; c++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        float value = bank[order[i] * channels + c];
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      if (most - least > width) {
        width = most - least;
        widest = c;
      }
    }
    return widest;
  }

  /** Finds the nearest points of queries, one after the other; not thread safe. */
  final class Search {
    private final float[] queries;
    private final IntPredicate excluded;

    /** The values of the query, and zeros. */
    private final float[] query = new float[width];

    /** How far the query is outside of the branch that is searched, in each feature. */
    private final float[] outside = new float[channels];

    private int place = -1;
    private float square;

    /**
     * @param queries {@code [count, channels]}
     * @param excluded which points, by index, are left out; not all of them
     */
    Search(float[] queries, IntPredicate excluded) {
      this.queries = queries;
      this.excluded = excluded;
    }

    /** The index of a query's nearest point; the lowest of equally near points. */
    int nearest(int asked) {
      System.arraycopy(queries, asked * channels, query, 0, channels);
      square = Float.POSITIVE_INFINITY;
      square = place < 0 ? square : squaredDistance(place);
      descend(0, numbers.length, 0);
      return numbers[place];
    }

    /** The squared distance to the last point that was found. */
    float square() {
      return square;
    }

    /**
     * Searches a branch.
     *
     * @param least the squared distance from the query to the branch: no point of it is nearer
     */
    private void descend(int from, int to, float least) {
      if (to - from <= LEAF) {
        for (int i = from; i < to; i++) {
          compare(i);
        }
        return;
      }
      int middle = (from + to) >>> 1;
      int c = feature[middle];
      float beyond = query[c] - border[middle];
      boolean upper = beyond >= 0;
      descend(upper ? middle : from, upper ? to : middle, least);
      float before = outside[c];
      float other = least - before * before + beyond * beyond;
      // Not "at most": a distance that may have overflowed is NaN, and must exclude nothing.
      if (!(other * (1 - ROUNDING) > square + Float.MIN_NORMAL)) {
        outside[c] = beyond;
        descend(upper ? from : middle, upper ? middle : to, other);
        outside[c] = before;
      }
    }

    private void compare(int i) {
      float found = squaredDistance(i);
      boolean nearer =
          place < 0 || found < square || (found == square && numbers[i] < numbers[place]);
      if (nearer && !excluded.test(numbers[i])) {
        square = found;
        place = i;
      }
    }

    /** The squared distance; if it is more than that to the nearest point, any such value. */
    private float squaredDistance(int i) {
      float sum = 0;
      for (int c = 0, p = i * width; c < width; c += 4, p += 4) {
        float d0 = points[p] - query[c];
        float d1 = points[p + 1] - query[c + 1];
        float d2 = points[p + 2] - query[c + 2];
        float d3 = points[p + 3] - query[c + 3];
        // One after the other: in another order it could be rounded to another number.
        sum += d0 * d0;
        sum += d1 * d1;
        sum += d2 * d2;
        sum += d3 * d3;
        // Sums of squares never decrease, even with rounding.
        if (sum > square) {
          return sum;
        }
      }
      return sum;
    }
  }
}
