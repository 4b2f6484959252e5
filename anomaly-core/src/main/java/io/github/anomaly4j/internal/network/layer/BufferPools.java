package io.github.anomaly4j.internal.network.layer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The native memory of a network that several threads run at once. Each run borrows {@link
 * Buffers}, made when more runs are inside than ever before and kept for the next run of the same
 * size, so that the resident memory is flat however many runs there are. Thread safe.
 *
 * @param <B> what a run borrows
 */
public final class BufferPools<B extends BufferPools.Buffers> implements AutoCloseable {
  private final Factory<B> factory;
  private final Deque<B> idle = new ArrayDeque<>();
  private final Runnable freeing;
  private int running;
  private boolean closed;

  /** Native memory for runs of one size, by one thread at a time. */
  public interface Buffers extends AutoCloseable {
    /** Whether it is for batches of this size. */
    boolean fits(int batch, int height, int width);

    @Override
    void close();
  }

  /** Makes buffers for batches of one size. */
  @FunctionalInterface
  public interface Factory<B> {
    /** Makes them. */
    B create(int batch, int height, int width);
  }

  /**
   * @param freeing frees what else the network has in native memory; called once, when it is closed
   *     and the last run has ended
   */
  public BufferPools(Factory<B> factory, Runnable freeing) {
    this.factory = factory;
    this.freeing = freeing;
  }

  /**
   * Runs the network.
   *
   * @param run gets buffers for a batch of this size
   * @throws IllegalStateException if closed
   */
  public <T> T run(int batch, int height, int width, Function<B, T> run) {
    B buffers = borrow(batch, height, width);
    boolean done = false;
    try {
      if (buffers == null) {
        buffers = factory.create(batch, height, width);
      }
      T result = run.apply(buffers);
      done = true;
      return result;
    } finally {
      giveBack(buffers, done);
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
      idle.forEach(Buffers::close);
      idle.clear();
      freeIfUnused();
    }
  }

  /** Null if none of this size is idle: others need not wait until one is made. */
  private synchronized B borrow(int batch, int height, int width) {
    requireOpen();
    B buffers = idle.poll();
    if (buffers != null && !buffers.fits(batch, height, width)) {
      buffers.close();
      buffers = null;
    }
    running++;
    return buffers;
  }

  private synchronized void giveBack(B buffers, boolean reusable) {
    running--;
    if (reusable && !closed) {
      idle.push(buffers);
    } else if (buffers != null) {
      buffers.close();
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
