package io.github.anomaly4j.spark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * What the tasks of this process share: each value is made by the first task that needs it, while
 * others wait. Those that no task holds are let go, the one that was used longest ago first, when
 * there are more than a few. Thread safe.
 *
 * @param <T> the values
 */
final class HeldValues<T> {
  private final int kept;
  private final Consumer<T> closer;

  /** In the order of their last use; also the lock. */
  private final Map<String, Value<T>> values = new LinkedHashMap<>(16, 0.75f, true);

  /** A value and how many tasks hold it. */
  private static final class Value<T> {
    private final FutureTask<T> made;
    private int users;

    Value(FutureTask<T> made) {
      this.made = made;
    }
  }

  /**
   * No values yet.
   *
   * @param kept how many stay though no task holds them
   * @param closer of those that are let go
   */
  HeldValues(int kept, Consumer<T> closer) {
    this.kept = kept;
    this.closer = closer;
  }

  /** The value of a key, until {@link #release}. One that could not be made is tried again. */
  T hold(String key, Callable<T> maker) throws IOException {
    Value<T> value;
    synchronized (values) {
      value = values.computeIfAbsent(key, none -> new Value<>(new FutureTask<>(maker)));
      value.users++;
    }
    value.made.run();
    try {
      return value.made.get();
    } catch (ExecutionException e) {
      synchronized (values) {
        values.remove(key, value);
      }
      throw failure(requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      release(key);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the task was interrupted");
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof IOException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return new IOException(cause);
  }

  /** Ends a use. */
  void release(String key) {
    List<Value<T>> idle = new ArrayList<>();
    synchronized (values) {
      Value<T> own = values.get(key);
      if (own != null) {
        own.users--;
      }
      Iterator<Value<T>> oldest = values.values().iterator();
      while (values.size() > kept && oldest.hasNext()) {
        Value<T> value = oldest.next();
        if (value.users == 0) {
          oldest.remove();
          idle.add(value);
        }
      }
    }
    for (Value<T> value : idle) {
      try {
        closer.accept(value.made.get());
      } catch (ExecutionException e) {
        // It was never there.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
