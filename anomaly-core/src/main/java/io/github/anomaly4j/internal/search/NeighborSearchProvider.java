package io.github.anomaly4j.internal.search;

/**
 * Makes an approximate search of banks that are large. Found by {@link java.util.ServiceLoader}.
 */
public interface NeighborSearchProvider {
  /**
   * Makes a search.
   *
   * @param bank {@code [points, channels]}, kept, not to be changed
   * @param exact the exact search of the same bank
   * @return a search that finds the nearest point often enough to stand in for the exact one, or
   *     the exact one
   */
  NeighborSearch search(float[] bank, int channels, NeighborSearch exact);
}
