package io.github.anomaly4j.spark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of this process share: each value is made by the first task that needs it, while
 * others wait. If there are more than a few, those that no task holds are closed, the one that was
 * used longest ago first. When the process ends, so are all that no task holds; the others go with
 * the process, since a task may be in the middle of their native code. Thread safe.
 *
 * @param <K> what tells values apart
 * @param <T> the values
 */
final class HeldValues<K, T> {
  private static volatile boolean ending;

  private final int kept;
  private final Consumer<T> closer;

  /** In the order of their last use; also the lock. */
  private final Map<K, Value<T>> values = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A value that is there or being made.
   *
   * @param users who holds it
   */
  private record Value<T>(FutureTask<T> made, Set<Object> users) {}

  /**
   * No values yet.
   *
   * @param kept how many stay though nobody holds them
   * @param closer of those that are let go
   */
  HeldValues(int kept, Consumer<T> closer) {
    this.kept = kept;
    this.closer = closer;
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "anomaly4j-values"));
  }

  /** Whether the process is ending: what fails now says nothing about an image. */
  static boolean ending() {
    return ending;
  }

  /**
   * The value of a key, made if nobody has done so before. One that could not be made is tried
   * again by the next task.
   *
   * @param user a {@link TaskContext}, which holds the value until its task ends; any other object
   *     holds it until {@link #release}
   */
  T hold(K key, Object user, Callable<T> maker) throws IOException {
    while (true) {
      FutureTask<T> own = new FutureTask<>(maker);
      FutureTask<T> made = register(key, user, own);
      if (made == own) {
        own.run();
      }
      try {
        return made.get();
      } catch (ExecutionException e) {
        forget(key, made);
        // What failed for another task, perhaps because that task was killed, may go well now.
        if (made == own) {
          throw failure(requireNonNull(e.getCause()));
        }
      } catch (InterruptedException e) {
        release(key, user);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the task was interrupted while it waited for another");
      }
    }
  }

  /** The making of a value, which is the given one if there is no other. */
  private FutureTask<T> register(K key, Object user, FutureTask<T> own) {
    Value<T> value;
    boolean first;
    List<Value<T>> idle;
    synchronized (values) {
      value =
          values.computeIfAbsent(
              key, none -> new Value<>(own, Collections.newSetFromMap(new IdentityHashMap<>())));
      first = value.users.add(user);
      idle = removeIdle(kept);
    }
    close(idle);
    if (first && user instanceof TaskContext task) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> release(key, user));
    }
    return value.made;
  }

  /** Ends a use. */
  void release(K key, Object user) {
    List<Value<T>> idle;
    synchronized (values) {
      Value<T> value = values.get(key);
      if (value != null) {
        value.users.remove(user);
      }
      idle = removeIdle(kept);
    }
    close(idle);
  }

  private void forget(K key, FutureTask<T> made) {
    synchronized (values) {
      Value<T> value = values.get(key);
      if (value != null && value.made == made) {
        values.remove(key);
      }
    }
  }

  /** Those above a number that nobody holds; they are to be closed outside of the lock. */
  private List<Value<T>> removeIdle(int most) {
    List<Value<T>> idle = new ArrayList<>();
    Iterator<Value<T>> oldest = values.values().iterator();
    while (values.size() > most && oldest.hasNext()) {
      Value<T> value = oldest.next();
      if (value.users.isEmpty()) {
        oldest.remove();
        idle.add(value);
      }
    }
    return idle;
  }

  /** How many are there or being made. */
  int count() {
    synchronized (values) {
      return values.size();
    }
  }

  private void end() {
    ending = true;
    List<Value<T>> idle;
    synchronized (values) {
      idle = removeIdle(0);
    }
    close(idle);
  }

  private void close(List<Value<T>> idle) {
    boolean interrupted = Thread.interrupted();
    for (Value<T> value : idle) {
      try {
        if (value.made.isDone()) {
          closer.accept(value.made.get());
        }
      } catch (ExecutionException e) {
        // It was never there.
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
}
