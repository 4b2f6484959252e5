package io.github.anomaly4j.internal.server.opcua;

import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows inspections as they come, whether anybody confirms them or not; the last ones at first. */
public final class LatestInspections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LatestInspections.class);
  private static final int AT_ONCE = 100;
  private static final long LOOK_MS = 500;

  private final Inspections inspections;
  private final Events.Listener news;
  private final Consumer<Inspection> shown;
  private final Thread thread;
  private volatile boolean closed;
  private long position;

  private LatestInspections(Inspections inspections, Events events, Consumer<Inspection> shown) {
    this.inspections = inspections;
    this.news = events.listen();
    this.shown = shown;
    this.position = Math.max(0, inspections.last() - AT_ONCE);
    this.thread = new Thread(this::run, "anomaly-server-latest");
    thread.setDaemon(true);
  }

  /** Begins to show them. */
  public static LatestInspections start(
      Inspections inspections, Events events, Consumer<Inspection> shown) {
    LatestInspections latest = new LatestInspections(inspections, events, shown);
    latest.thread.start();
    return latest;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          if (!showSome()) {
            news.next(LOOK_MS);
          }
        } catch (RuntimeException e) {
          LOG.warn("the last inspections cannot be shown; trying again: {}", e.toString());
          Thread.sleep(LOOK_MS);
        }
      }
    } catch (InterruptedException e) {
      // The station stops.
    }
  }

  private boolean showSome() {
    List<Inspection> some = inspections.after(position, AT_ONCE);
    some.forEach(shown);
    some.forEach(each -> position = each.id());
    return !some.isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    news.close();
    thread.interrupt();
    try {
      thread.join(2 * LOOK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
