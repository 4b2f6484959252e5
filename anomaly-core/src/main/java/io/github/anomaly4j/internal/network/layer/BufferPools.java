package io.github.anomaly4j.internal.network.layer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The native arrays of a network that several threads run at once. Each run borrows a {@link
 * BufferPool}, allocated when more runs are inside than ever before and kept for the next run of
 * the same size, so that the resident memory is flat however many runs there are. Thread safe.
 */
public final class BufferPools implements AutoCloseable {
  private final Deque<BufferPool> idle = new ArrayDeque<>();
  private final Runnable freeing;
  private int running;
  private boolean closed;

  /**
   * @param freeing frees what else the network has in native memory; called once, when it is closed
   *     and the last run has ended
   */
  public BufferPools(Runnable freeing) {
    this.freeing = freeing;
  }

  /**
   * Runs the network.
   *
   * @param run gets a pool for a batch of this size
   * @throws IllegalStateException if closed
   */
  public <T> T run(int batch, int height, int width, Function<BufferPool, T> run) {
    BufferPool pool = borrow(batch, height, width);
    boolean done = false;
    try {
      T result = run.apply(pool);
      done = true;
      return result;
    } finally {
      giveBack(pool, done);
    }
  }

  /**
   * Reads the network, which is not freed meanwhile.
   *
   * @throws IllegalStateException if closed
   */
  public synchronized <T> T read(Supplier<T> reading) {
    requireOpen();
    return reading.get();
  }

  /** Frees the native memory after the running calls have ended. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      idle.forEach(BufferPool::close);
      idle.clear();
      freeIfUnused();
    }
  }

  private synchronized BufferPool borrow(int batch, int height, int width) {
    requireOpen();
    BufferPool pool = idle.poll();
    if (pool != null && !pool.fits(batch, height, width)) {
      pool.close();
      pool = null;
    }
    running++;
    return pool == null ? new BufferPool(batch, height, width) : pool;
  }

  private synchronized void giveBack(BufferPool pool, boolean reusable) {
    running--;
    if (reusable && !closed) {
      idle.push(pool);
    } else {
      pool.close();
    }
    if (closed) {
      freeIfUnused();
    }
  }

  private void freeIfUnused() {
    if (running == 0) {
      freeing.run();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This network is closed");
    }
  }
}
