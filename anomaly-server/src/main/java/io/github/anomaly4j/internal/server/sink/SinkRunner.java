package io.github.anomaly4j.internal.server.sink;

import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.internal.server.store.SinkPositions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a sink of all inspections, one after the other in their order, in a thread of its own. The
 * database is the buffer: while the other side is away, inspections wait there, and a restart goes
 * on where it was. If more than {@link #MOST_WAITING} wait, the oldest of them are left out, and
 * said to be. What was sent and not confirmed is sent again, so that it may come twice.
 */
public final class SinkRunner implements AutoCloseable {
  /** More inspections that wait are left out, the oldest first. */
  public static final int MOST_WAITING = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final int AT_ONCE = 100;
  private static final long SHORTEST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final Sink sink;
  private final Inspections inspections;
  private final SinkPositions positions;
  private final Events.Listener news;
  private final Counter dropped;
  private final Counter delivered;
  private final Thread thread;
  private volatile long position;
  private volatile boolean closed;
  private long pause = SHORTEST_PAUSE_MS;
  private boolean dropping;

  private SinkRunner(
      Sink sink,
      Inspections inspections,
      SinkPositions positions,
      Events events,
      MeterRegistry registry) {
    this.sink = sink;
    this.inspections = inspections;
    this.positions = positions;
    this.news = events.listen();
    // A new sink is told of what comes from now on.
    this.position = positions.get(sink.name(), inspections.last());
    this.dropped = counter(registry, "dropped", "inspections that a sink was not told of");
    this.delivered = counter(registry, "delivered", "inspections that a sink has confirmed");
    Gauge.builder("anomaly.sink.waiting", this, own -> own.inspections.last() - own.position)
        .description("inspections that a sink is still to be told of")
        .tag("sink", sink.name())
        .register(registry);
    this.thread = new Thread(this::run, "anomaly-server-sink " + sink.name());
    thread.setDaemon(true);
  }

  private Counter counter(MeterRegistry registry, String what, String description) {
    return Counter.builder("anomaly.sink." + what)
        .description(description)
        .tag("sink", sink.name())
        .register(registry);
  }

  /** Begins to tell a sink. */
  public static SinkRunner start(
      Sink sink,
      Inspections inspections,
      SinkPositions positions,
      Events events,
      MeterRegistry registry) {
    SinkRunner runner = new SinkRunner(sink, inspections, positions, events, registry);
    runner.thread.start();
    return runner;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          if (!tellSome()) {
            news.next(SHORTEST_PAUSE_MS);
          }
          pause = SHORTEST_PAUSE_MS;
        } catch (IOException | RuntimeException e) {
          // Whatever it is: a thread that ends here would leave out all that comes, without a word.
          if (pause == SHORTEST_PAUSE_MS) {
            LOG.warn("{} is not told; trying again: {}", sink.name(), e.toString());
          }
          Thread.sleep(pause);
          pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
        }
      }
    } catch (InterruptedException e) {
      // The station stops; what was not confirmed is told after the restart.
    }
  }

  private boolean tellSome() throws IOException, InterruptedException {
    long surplus = inspections.last() - position - MOST_WAITING;
    if (surplus > 0) {
      if (!dropping) {
        LOG.error("{} is not told of the oldest inspections: too many wait", sink.name());
      }
      dropping = true;
      dropped.increment(surplus);
      move(position + surplus);
    }
    if (!sink.listening()) {
      return false;
    }
    List<Inspection> some = inspections.after(position, AT_ONCE);
    for (int told = 0; told < some.size(); ) {
      int confirmed = sink.deliver(some.subList(told, some.size()));
      told += confirmed;
      dropping = false;
      delivered.increment(confirmed);
      move(some.get(told - 1).id());
    }
    return !some.isEmpty();
  }

  private void move(long inspection) {
    positions.set(sink.name(), inspection);
    position = inspection;
  }

  /** Ends; what is being told may be told again after a restart. */
  @Override
  public void close() {
    closed = true;
    news.close();
    thread.interrupt();
    try {
      thread.join(LONGEST_PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sink.close();
  }
}
