package io.github.anomaly4j.concurrent;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The results of work on the items of a source, in their order, a few items ahead of the consumer.
 * The consumer alone reads the source; it works too while it waits. Other threads take one item at
 * a time and then go back to their executor, so that they serve others who share it.
 */
final class InOrder<T, R> extends Spliterators.AbstractSpliterator<R> {
  /** Items in work for each thread: with two, no thread waits while the consumer takes a result. */
  private static final int AHEAD = 2;

  private final Workers workers;
  private final Iterator<T> source;
  private final Function<? super T, ? extends R> work;
  private final int room;

  /** The results to come, in order; for the consumer alone. */
  private final Deque<FutureTask<R>> ahead = new ArrayDeque<>();

  /** Those of them that no thread has begun. */
  private final Queue<FutureTask<R>> waiting = new ConcurrentLinkedQueue<>();

  /** How many tasks the executor was given that have not ended. */
  private final AtomicInteger sent = new AtomicInteger();

  private volatile boolean cancelled;

  /** What the source threw; nothing is read after it. For the consumer alone. */
  private @Nullable Throwable broken;

  /**
   * @param most how many items are read at most whose results are not taken
   */
  InOrder(Workers workers, Iterator<T> source, int most, Function<? super T, ? extends R> work) {
    super(Long.MAX_VALUE, ORDERED);
    this.workers = workers;
    this.source = source;
    this.work = work;
    this.room = workers.threads() == 1 ? 1 : Math.min(most, AHEAD * workers.threads());
  }

  @Override
  public boolean tryAdvance(Consumer<? super R> taken) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    if (cancelled) {
      return false;
    }
    read();
    FutureTask<R> next = ahead.poll();
    if (next != null) {
      taken.accept(result(next));
      return true;
    }
    if (broken != null) {
      cancel();
      throw Workers.unchecked(broken);
    }
    return false;
  }

  /** Reads the source until there is enough in work. What it throws waits for the results ahead. */
  private void read() {
    try {
      while (!cancelled && broken == null && ahead.size() < room && source.hasNext()) {
        T item = source.next();
        FutureTask<R> task = new FutureTask<>(once(() -> work.apply(item)));
        ahead.add(task);
        waiting.add(task);
        send();
      }
    } catch (RuntimeException | Error e) {
      broken = e;
    }
  }

  /** Pieces of the work find the calling thread alone, since other threads are busy with others. */
  private Callable<R> once(Callable<R> piece) {
    return () -> Workers.CALLER.run(piece::call);
  }

  private R result(FutureTask<R> next) {
    while (!next.isDone()) {
      FutureTask<R> own = waiting.poll();
      if (own == null) {
        break;
      }
      own.run();
    }
    try {
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      cancel();
      throw Workers.unchecked(requireNonNull(e.getCause()));
    }
  }

  private void send() {
    if (sent.incrementAndGet() >= workers.threads()) {
      sent.decrementAndGet();
    } else if (!workers.offer(this::take)) {
      sent.decrementAndGet();
    }
  }

  private void take() {
    FutureTask<R> task = waiting.poll();
    if (task != null) {
      task.run();
    }
    sent.decrementAndGet();
    if (!waiting.isEmpty()) {
      send();
    }
  }

  private CancellationException interrupted() {
    cancel();
    return new CancellationException("the thread that takes the results was interrupted");
  }

  /** Begins no more items. Those that are being worked on end by themselves. */
  void cancel() {
    cancelled = true;
    for (FutureTask<R> task = waiting.poll(); task != null; task = waiting.poll()) {
      // Not only forgotten: another thread may wait for it.
      task.cancel(false);
    }
  }
}
