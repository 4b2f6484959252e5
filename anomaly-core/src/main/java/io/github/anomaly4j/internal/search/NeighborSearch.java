package io.github.anomaly4j.internal.search;

import java.util.function.IntPredicate;

/** Finds the nearest points of a bank by Euclidean distance. Thread safe. */
public interface NeighborSearch {
  /**
   * Up to so many points, the nearest one is found exactly; of more, approximately, unless they
   * have so few channels that exact search is quick.
   */
  int EXACT_UP_TO = 200_000;

  /**
   * A search of a bank, exact or approximate by its size.
   *
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  static NeighborSearch of(float[] bank, int channels) {
    return byGraph(bank.length / channels, channels)
        ? GraphSearch.orExact(bank, channels)
        : new ExactSearch(bank, channels);
  }

  /** Whether a bank is searched by a graph, which takes long to build. */
  static boolean byGraph(int points, int channels) {
    return points > EXACT_UP_TO && channels > ExactSearch.FEW_CHANNELS;
  }

  /**
   * The nearest points of some queries.
   *
   * @param points the nearest point's number for each query
   * @param distances the Euclidean distance to it
   */
  record Matches(int[] points, float[] distances) {}

  /**
   * Finds the nearest point of each query.
   *
   * @param queries {@code [count, channels]}
   */
  default Matches nearest(float[] queries) {
    return nearest(queries, point -> false);
  }

  /**
   * Finds the nearest point of each query among some of the points.
   *
   * @param queries {@code [count, channels]}
   * @param excluded tells which points, by number, are passed over; not all of them
   */
  Matches nearest(float[] queries, IntPredicate excluded);

  /**
   * How far apart the points lie where each of them lies: its mean distance to its nearest fellows.
   *
   * @param neighbors how many fellows count; fewer where the bank has fewer
   */
  float[] spacing(int neighbors);
}
