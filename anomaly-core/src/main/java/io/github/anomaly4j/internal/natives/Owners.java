package io.github.anomaly4j.internal.natives;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The owners of something that holds native memory: the last one to leave frees it. Thread safe.
 */
public final class Owners {
  private final AtomicInteger count = new AtomicInteger(1);
  private final Runnable free;

  /**
   * One owner.
   *
   * @param free called once
   */
  public Owners(Runnable free) {
    this.free = free;
  }

  /** One more owner; false if the last one has left: it is freed, or about to be. */
  public boolean join() {
    return count.getAndUpdate(owners -> owners <= 0 ? owners : owners + 1) > 0;
  }

  /** One owner less. To be called once by every owner. */
  public void leave() {
    if (count.decrementAndGet() == 0) {
      free.run();
    }
  }
}
