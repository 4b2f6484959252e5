package io.github.anomaly4j.internal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.internal.server.desk.Events;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells what happens as it happens, as server-sent events: "inspection", "label", "model", and
 * "lost" for a client that was too slow to get all. Each client has a thread, so that a slow one
 * holds up nobody.
 */
final class EventRoute implements AutoCloseable {
  private static final int MOST_CLIENTS = 32;

  private static final long LONGEST_FAREWELL_MS = 1000;

  private final Events events;
  private final long beatMs;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventRoute(Events events, Duration timeout) {
    this.events = events;
    // Often enough that the connection is never silent for as long as the time-out.
    this.beatMs = Math.max(1, Math.min(10_000, timeout.toMillis() / 3));
  }

  Route route() {
    SseHandler handler = new SseHandler(this::serve);
    return Route.get(
        "/api/v1/events",
        "What happens, as server-sent events: inspection, label, model",
        null,
        request -> open(request, handler));
  }

  private void open(Context request, SseHandler handler) throws Exception {
    if (!"text/event-stream".equals(request.header("Accept"))) {
      throw new Problem(406, "ask for text/event-stream");
    }
    if (events.listening() >= MOST_CLIENTS) {
      throw new Problem(503, "%d clients listen already".formatted(MOST_CLIENTS));
    }
    handler.handle(request);
  }

  private void serve(SseClient client) {
    client.keepAlive();
    Events.Listener listener = events.listen();
    client.onClose(listener::close);
    Thread thread = new Thread(() -> tell(client, listener), "anomaly-server-events");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void tell(SseClient client, Events.Listener listener) {
    try (listener) {
      client.sendComment("listening");
      while (!closed && !client.terminated()) {
        Events.Event event = listener.next(beatMs);
        if (listener.lost()) {
          client.sendEvent("lost", "{}");
        }
        if (event == null) {
          client.sendComment("");
        } else {
          client.sendEvent(event.kind(), new String(Json.write(event.about()), UTF_8));
        }
      }
    } catch (InterruptedException e) {
      // The station stops: the client is let go below, by this thread, which must not be
      // interrupted then.
    } finally {
      client.close();
      threads.remove(Thread.currentThread());
    }
  }

  /** Lets all clients go, while their responses still exist. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : List.copyOf(threads)) {
      thread.interrupt();
      try {
        thread.join(LONGEST_FAREWELL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
