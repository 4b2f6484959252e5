package io.github.anomaly4j.internal.server.desk;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners what happens, without waiting for them: one that is too slow to take an event
 * loses it and is told so. Thread safe.
 */
public final class Events {
  private static final int WAITING = 256;

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Something that happened.
   *
   * @param kind "inspection", "label" or "model"
   * @param about what it happened to
   */
  public record Event(String kind, Object about) {}

  /** Tells all listeners. */
  public void tell(String kind, Object about) {
    Event event = new Event(kind, about);
    for (Listener listener : listeners) {
      listener.offer(event);
    }
  }

  /** Begins to listen. */
  public Listener listen() {
    Listener listener = new Listener();
    listeners.add(listener);
    return listener;
  }

  /** How many listen. */
  public int listening() {
    return listeners.size();
  }

  /** Takes events in their order. */
  public final class Listener implements AutoCloseable {
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean lost;

    private void offer(Event event) {
      if (!waiting.offer(event)) {
        lost = true;
      }
    }

    /** The next event; {@code null} if there is none within the time. */
    public @Nullable Event next(long milliseconds) throws InterruptedException {
      return waiting.poll(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Whether events were lost since the last call. */
    public boolean lost() {
      boolean was = lost;
      lost = false;
      return was;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
