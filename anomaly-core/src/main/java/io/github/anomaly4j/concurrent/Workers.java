package io.github.anomaly4j.concurrent;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
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
    try {
      requireNonNull(executor)
          .execute(
              () -> {
                sent.decrementAndGet();
                shared.help();
              });
    } catch (RuntimeException | OutOfMemoryError e) {
      sent.decrementAndGet();
      LOG.debug("The executor refuses work", e);
    }
  }

  /**
   * Begins a task on another thread, if there is one. The code that needs the result calls {@code
   * run} on the task itself, which does nothing if the task has begun, and then gets the result.
   */
  public void begin(FutureTask<?> task) {
    if (executor != null && threads > 1) {
      try {
        executor.execute(task);
      } catch (RuntimeException | OutOfMemoryError e) {
        // Left to the thread that needs the result.
        LOG.debug("The executor refuses work", e);
      }
    }
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
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      if (thrown != null) {
        // Code in other languages may throw checked exceptions that it does not declare.
        throw new UndeclaredThrowableException(thrown);
      }
    }
  }
}
