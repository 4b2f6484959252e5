package io.github.anomaly4j.internal.search;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first needed; threads that need it meanwhile wait. Not Guava's:
 * there, virtual threads that wait would hold their carriers. Thread safe.
 */
final class OnFirstUse<T> {
  private final Supplier<T> make;
  private final Lock lock = new ReentrantLock();
  private volatile @Nullable T value;

  OnFirstUse(Supplier<T> make) {
    this.make = make;
  }

  T get() {
    T known = value;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = value;
      if (known == null) {
        known = make.get();
        value = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }
}
