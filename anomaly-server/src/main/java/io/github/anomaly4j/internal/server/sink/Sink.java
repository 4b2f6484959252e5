package io.github.anomaly4j.internal.server.sink;

import io.github.anomaly4j.internal.server.store.Inspection;
import java.io.IOException;

/** Another system that is told of inspections. Used by one thread. */
public interface Sink extends AutoCloseable {

  /** A name that is the same after a restart, at most 100 characters. */
  String name();

  /**
   * Tells of an inspection. The same one may be told again after a failure.
   *
   * @throws IOException if the other side has not confirmed it
   * @throws InterruptedException if the station stops
   */
  void deliver(Inspection inspection) throws IOException, InterruptedException;

  @Override
  void close();
}
