package io.github.anomaly4j.internal.jvector;

import io.github.anomaly4j.internal.search.NeighborSearch;
import io.github.anomaly4j.internal.search.NeighborSearchProvider;

/** Searches large banks by JVector's graph. */
public final class GraphSearchProvider implements NeighborSearchProvider {
  @Override
  public NeighborSearch search(float[] bank, int channels, NeighborSearch exact) {
    return GraphSearch.orExact(bank, channels, exact);
  }
}
