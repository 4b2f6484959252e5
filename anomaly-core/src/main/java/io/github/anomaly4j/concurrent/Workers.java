package io.github.anomaly4j.concurrent;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that share work: the calling thread, and threads of an executor. Thread safe.
 *
 * <p>Work is divided into pieces, independently of the number of threads. A thread takes the next
 * piece when it has finished one, so that a thread that shares its core with other programs does
 * fewer pieces. The caller takes part. It never waits for a thread that has not begun, and it waits
 * without spinning: an executor that is busy or refuses makes the work slower, and has no other
 * effect.
 *
 * <p>Code called within {@link #run} finds these workers by {@link #here()}; outside of it, {@code
 * here()} is the calling thread alone. Pieces run with one thread each.
 *
 * <p>Long because the sharing of work and the waiting for it can only be checked together.
 */
public final class Workers implements AutoCloseable {
  /** The calling thread alone. */
  public static final Workers CALLER = new Workers(1, null, null);

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final ThreadLocal<Workers> HERE = new ThreadLocal<>();

  private final int threads;
  private final @Nullable Executor executor;
  private final @Nullable ExecutorService own;

  /** How many tasks the executor was given that have not ended. */
  private final AtomicInteger sent = new AtomicInteger();

  private Workers(int threads, @Nullable Executor executor, @Nullable ExecutorService own) {
    this.threads = threads;
    this.executor = executor;
    this.own = own;
  }

  /**
   * A number of threads, including the caller; the others are daemons, which start when they are
   * first needed and end with {@link #close()}.
   *
   * @param threads at least 1
   */
  public static Workers of(int threads) {
    checkArgument(threads >= 1, "threads must be at least 1: %s", threads);
    if (threads == 1) {
      return CALLER;
    }
    ExecutorService own =
        new ThreadPoolExecutor(
            threads - 1,
            threads - 1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "anomaly4j-worker");
              thread.setDaemon(true);
              return thread;
            });
    return new Workers(threads, own, own);
  }

  /**
   * A number of threads, including the caller; the others are those of an executor, which stays
   * open.
   *
   * @param threads at least 1
   */
  public static Workers of(int threads, Executor executor) {
    checkArgument(threads >= 1, "threads must be at least 1: %s", threads);
    return new Workers(threads, requireNonNull(executor, "executor"), null);
  }

  /** The workers of the calling thread. */
  public static Workers here() {
    Workers here = HERE.get();
    return here == null ? CALLER : here;
  }

  /** The workers that the calling thread does work of, within {@link #run}; otherwise empty. */
  public static Optional<Workers> given() {
    return Optional.ofNullable(HERE.get());
  }

  /** How many threads share work at most, including the caller. */
  public int threads() {
    return threads;
  }

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, E extends Exception> {
    /** Does the work. */
    T run() throws E;
  }

  /**
   * Does work on the calling thread; until it returns, {@link #here()} returns these workers on
   * that thread.
   */
  public <T extends @Nullable Object, E extends Exception> T run(Work<T, E> work) throws E {
    Workers before = HERE.get();
    HERE.set(this);
    try {
      return work.run();
    } finally {
      if (before == null) {
        HERE.remove();
      } else {
        HERE.set(before);
      }
    }
  }

  /**
   * Does pieces numbered from 0, in any order and in parallel, and returns when all are done. What
   * they wrote is visible to the caller.
   *
   * @throws RuntimeException or Error that a piece threw; pieces that no thread had taken by then
   *     are not done
   */
  @SuppressWarnings("NullAway") // Work without a result.
  public void forEach(int pieces, IntConsumer piece) {
    if (threads == 1 || pieces <= 1) {
      CALLER.run(
          () -> {
            for (int i = 0; i < pieces; i++) {
              piece.accept(i);
            }
            return null;
          });
      return;
    }
    Pieces shared = new Pieces(pieces, piece, Thread.currentThread());
    for (int helper = Math.min(threads, pieces) - 1; helper > 0; helper--) {
      send(shared);
    }
    shared.help();
    shared.await();
  }

  /**
   * Submits at most one task for each thread, so that a busy executor does not fill up with them.
   * If the executor fails in any way, for example because the system gives it no thread, the call
   * must go on: other threads may be working with memory that the caller would free.
   */
  private void send(Pieces shared) {
    if (sent.incrementAndGet() >= threads) {
      sent.decrementAndGet();
      return;
    }
    boolean taken =
        offer(
            () -> {
              sent.decrementAndGet();
              shared.help();
            });
    if (!taken) {
      sent.decrementAndGet();
    }
  }

  /** Gives a task to the executor, if there is one and it takes it. */
  boolean offer(Runnable task) {
    if (executor == null || threads == 1) {
      return false;
    }
    try {
      executor.execute(task);
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.debug("The executor refuses work", e);
      return false;
    }
  }

  /**
   * Works on the items of a source in parallel, and gives the results in the order of the items.
   *
   * <p>The stream is lazy: items are read, by the thread that takes the results, when a result is
   * asked for, at most two for each thread ahead of it; none ahead if there is one thread. So a
   * slow consumer holds up the source, and nothing piles up. That thread works too while it waits.
   * Closing the stream begins no more items and closes the source; so does an interrupt of that
   * thread, for which the stream throws {@link java.util.concurrent.CancellationException}. Items
   * that are being worked on end by themselves, and their results are lost.
   *
   * <p>Waiting threads are parked and hold no lock, so they may be virtual threads. Within the
   * work, {@link #here()} is one thread.
   *
   * @param source of any length, also without an end; a source that waits for its items delays the
   *     results of those that were read before
   * @param work called in any order, from several threads at once; what it throws ends the stream,
   *     when its result is due
   * @return to be taken by one thread at a time
   */
  public <T, R> Stream<R> inOrder(Stream<T> source, Function<? super T, ? extends R> work) {
    return inOrder(source, Integer.MAX_VALUE, work);
  }

  /**
   * {@link #inOrder(Stream, Function)} with fewer items at once, where each takes much memory.
   *
   * @param most how many items are read at most whose results are not taken; at least 1
   */
  public <T, R> Stream<R> inOrder(
      Stream<T> source, int most, Function<? super T, ? extends R> work) {
    checkArgument(most >= 1, "most must be at least 1: %s", most);
    InOrder<T, R> results = new InOrder<>(this, source.iterator(), most, work);
    return StreamSupport.stream(results, false).onClose(results::cancel).onClose(source::close);
  }

  /**
   * Begins a task on another thread, if there is one. The code that needs the result calls {@code
   * run} on the task itself, which does nothing if the task has begun, and then gets the result.
   */
  public void begin(FutureTask<?> task) {
    // If it is refused, it is left to the thread that needs the result.
    boolean taken = offer(task);
    LOG.trace("Begun on another thread: {}", taken);
  }

  /** Ends its own threads, after they have finished the pieces that they began. */
  @Override
  public void close() {
    if (own != null) {
      own.shutdownNow();
    }
  }

  private static final class Pieces {
    private final int count;
    private final IntConsumer piece;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Pieces(int count, IntConsumer piece, Thread caller) {
      this.count = count;
      this.piece = piece;
      this.caller = caller;
      this.open = new AtomicInteger(count);
    }

    /** Does pieces until none is left to take. */
    @SuppressWarnings("NullAway") // Work without a result.
    void help() {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        int number = i;
        try {
          if (failure.get() == null) {
            CALLER.run(
                () -> {
                  piece.accept(number);
                  return null;
                });
          }
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        }
        if (open.decrementAndGet() == 0 && Thread.currentThread() != caller) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Waits for pieces that other threads have taken; an interrupt is kept for later. */
    void await() {
      boolean interrupted = false;
      while (open.get() > 0) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw unchecked(thrown);
      }
    }
  }

  /**
   * What is thrown for a failure of another thread. Code in other languages may throw checked
   * exceptions that it does not declare.
   */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error e) {
      throw e;
    }
    return thrown instanceof RuntimeException e ? e : new UndeclaredThrowableException(thrown);
  }
}
