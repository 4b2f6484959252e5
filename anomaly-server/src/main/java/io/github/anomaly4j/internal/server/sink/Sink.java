package io.github.anomaly4j.internal.server.sink;

import io.github.anomaly4j.internal.server.store.Inspection;
import java.io.IOException;
import java.util.List;

/** Another system that is told of inspections. Used by one thread. */
public interface Sink extends AutoCloseable {

  /** A name that is the same after a restart, at most 100 characters. */
  String name();

  /**
   * Tells of the first inspections, as many as the other side takes at once. The same ones may be
   * told again after a failure.
   *
   * @param inspections at least one, in their order
   * @return how many of them the other side has confirmed, at least 1
   * @throws IOException if it has confirmed none
   * @throws InterruptedException if the station stops
   */
  int deliver(List<Inspection> inspections) throws IOException, InterruptedException;

  /** Whether anybody listens; if not, inspections wait and the log says nothing of it. */
  default boolean listening() {
    return true;
  }

  @Override
  void close();
}
