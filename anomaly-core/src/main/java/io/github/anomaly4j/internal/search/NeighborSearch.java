package io.github.anomaly4j.internal.search;

import io.github.anomaly4j.internal.service.Services;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.slf4j.LoggerFactory;

/** Finds the nearest points of a bank by Euclidean distance. Thread safe. */
public interface NeighborSearch {
  /** A bank of more points is large. */
  int EXACT_UP_TO = 200_000;

  /**
   * A search of a bank. It is exact, unless the bank is large and a {@link NeighborSearchProvider}
   * is found.
   *
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  static NeighborSearch of(float[] bank, int channels) {
    NeighborSearch exact = exact(bank, channels);
    int points = bank.length / channels;
    if (!isLarge(points, channels)) {
      return exact;
    }
    Optional<NeighborSearchProvider> provider = Services.first(NeighborSearchProvider.class);
    if (provider.isEmpty()) {
      LoggerFactory.getLogger(NeighborSearch.class)
          .warn(
              "a memory bank of {} patches is searched exactly, which is slow; put"
                  + " anomaly-jvector on the class path to search it by a graph",
              points);
    }
    return provider.map(found -> found.search(bank, channels, exact)).orElse(exact);
  }

  /**
   * An exact search of a bank of any size.
   *
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  static NeighborSearch exact(float[] bank, int channels) {
    return new ExactSearch(bank, channels);
  }

  /**
   * Whether an exact search of a bank is slow. A graph, which takes minutes to build, is quicker
   * then.
   */
  static boolean isLarge(int points, int channels) {
    return points > EXACT_UP_TO && channels > ExactSearch.FEW_CHANNELS;
  }

  /**
   * The nearest points of some queries.
   *
   * @param points the index of the nearest point for each query
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
   * @param excluded which points, by index, are left out; not all of them
   */
  Matches nearest(float[] queries, IntPredicate excluded);

  /**
   * The mean distance of each point to its nearest neighbors in the bank.
   *
   * @param neighbors how many neighbors count; fewer if the bank has fewer
   */
  float[] spacing(int neighbors);
}
