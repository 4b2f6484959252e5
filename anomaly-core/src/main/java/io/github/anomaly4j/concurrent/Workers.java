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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that share work: the one that calls, and some of an executor. Thread safe.
 *
 * <p>Work is cut into pieces, which does not depend on the number of threads, and each thread takes
 * the next piece when it is done with one: so a thread that shares its core with other programs
 * does fewer. The caller takes part. It waits for no thread that has not begun, and waits without
 * spinning: an executor that is busy, or refuses, costs time and nothing else.
 *
 * <p>What is called deep inside finds the workers of its thread by {@link #here()}: one thread, the
 * caller, unless it runs within {@link #run}. Pieces run with one thread each.
 */
public final class Workers implements AutoCloseable {
  /** The calling thread and no other. */
  public static final Workers CALLER = new Workers(1, null, null);

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final ThreadLocal<Workers> HERE = new ThreadLocal<>();

  private final int threads;
  private final Executor executor;
  private final ExecutorService own;

  /** Helpers that the executor was given and that have not ended. */
  private final AtomicInteger sent = new AtomicInteger();

  private Workers(int threads, Executor executor, ExecutorService own) {
    this.threads = threads;
    this.executor = executor;
    this.own = own;
  }

  /**
   * So many threads, the caller among them; the others are daemons, which begin when first needed
   * and end with {@link #close()}.
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
   * So many threads, the caller among them; the others are an executor's, which stays open.
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

  /** How many threads share work, at most. */
  public int threads() {
    return threads;
  }

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /** Does work on the calling thread, which finds these workers by {@link #here()} meanwhile. */
  public <T, E extends Exception> T run(Work<T, E> work) throws E {
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
   * Does pieces numbered from 0, in any order and side by side, and returns when all are done. What
   * they wrote is visible to the caller.
   *
   * @throws RuntimeException or Error that a piece threw; pieces that no thread had taken by then
   *     are left out
   */
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
   * Never more than there are threads: an executor that is busy does not fill up with them. However
   * it refuses, as where the system gives it no thread, the call must not end here: others may be
   * at work with what the caller would free.
   */
  private void send(Pieces shared) {
    if (sent.incrementAndGet() >= threads) {
      sent.decrementAndGet();
      return;
    }
    try {
      executor.execute(
          () -> {
            sent.decrementAndGet();
            shared.help();
          });
    } catch (RuntimeException | OutOfMemoryError e) {
      sent.decrementAndGet();
      LOG.debug("The executor takes no work", e);
    }
  }

  /**
   * Begins a task on another thread, if there is one. Whoever needs the result runs the task
   * itself, which does nothing where it was begun, and then asks for the result.
   */
  public void begin(FutureTask<?> task) {
    if (executor != null && threads > 1) {
      try {
        executor.execute(task);
      } catch (RuntimeException | OutOfMemoryError e) {
        // Left to whoever needs it.
        LOG.debug("The executor takes no work", e);
      }
    }
  }

  /** Ends its own threads, once they are done with what they have begun. */
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

    /** Waits for pieces that others have taken; an interrupt is kept for later. */
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
        // Other languages declare no checked exceptions.
        throw new UndeclaredThrowableException(thrown);
      }
    }
  }
}
