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

  private final int channels;

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
    int count = bank.length / channels;
    this.feature = new int[count];
    this.border = new float[count];
    Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    halve(bank, order, 0, count);
    this.numbers = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    this.points = new float[bank.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(bank, numbers[i] * channels, points, i * channels, channels);
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
    private int query;
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
      query = asked * channels;
      square = place < 0 ? Float.POSITIVE_INFINITY : squaredDistance(place);
      descend(0, numbers.length);
      return numbers[place];
    }

    /** The squared distance to the last point that was found. */
    float square() {
      return square;
    }

    private void descend(int from, int to) {
      if (to - from <= LEAF) {
        for (int i = from; i < to; i++) {
          compare(i);
        }
        return;
      }
      int middle = (from + to) >>> 1;
      int c = feature[middle];
      float beyond = queries[query + c] - border[middle];
      boolean upper = beyond >= 0;
      descend(upper ? middle : from, upper ? to : middle);
      // Rounding is monotonic: no point on the other side is nearer than the border.
      if (beyond * beyond <= square) {
        descend(upper ? from : middle, upper ? middle : to);
      }
    }

    private void compare(int i) {
      if (excluded.test(numbers[i])) {
        return;
      }
      float found = squaredDistance(i);
      if (place < 0 || found < square || found == square && numbers[i] < numbers[place]) {
        square = found;
        place = i;
      }
    }

    private float squaredDistance(int i) {
      float sum = 0;
      for (int c = 0, p = i * channels; c < channels; c++, p++) {
        float difference = points[p] - queries[query + c];
        sum += difference * difference;
      }
      return sum;
    }
  }
}
