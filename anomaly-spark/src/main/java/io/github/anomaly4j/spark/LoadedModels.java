package io.github.anomaly4j.spark;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The models of this process: each is loaded by the first task that needs it, while others wait.
 * Above four, those that no task uses are closed, the one that was used longest ago first; the
 * others when the process ends. Static, because the tasks of an executor share nothing else. Thread
 * safe.
 */
final class LoadedModels {
  private static final int KEPT = 4;

  /** In the order of their last use; also the lock. */
  private static final Map<Key, Loaded> MODELS = new LinkedHashMap<>(16, 0.75f, true);

  private static final AtomicInteger LOADS = new AtomicInteger();

  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(LoadedModels::closeAll, "anomaly4j-models"));
  }

  /** The same bytes, loaded in the same way, are one model, wherever they were read. */
  private record Key(String sha256, String backboneSha256, boolean largeBanks) {
    static Key of(Model model) {
      return new Key(model.sha256(), model.backboneSha256(), model.largeBanks());
    }
  }

  /**
   * A model that is loaded or being loaded.
   *
   * @param users the tasks that hold it
   */
  private record Loaded(FutureTask<AnomalyDetector> load, Set<Object> users) {}

  private LoadedModels() {}

  /**
   * The detector of a model, loaded if nobody has done so before. A load that failed is tried again
   * by the next task.
   *
   * @param model by its SHA-256
   * @param user a {@link TaskContext}, which holds the detector until its task ends; any other
   *     object holds it until {@link #release}
   */
  static AnomalyDetector hold(Model model, Object user) throws IOException {
    while (true) {
      FutureTask<AnomalyDetector> own = new FutureTask<>(() -> read(model));
      FutureTask<AnomalyDetector> load = register(model, user, own);
      if (load == own) {
        own.run();
      }
      try {
        return load.get();
      } catch (ExecutionException e) {
        forget(model, load);
        // What failed for another task, perhaps because that task was killed, may go well now.
        if (load == own) {
          throw failure(requireNonNull(e.getCause()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the task was interrupted while a model was loaded");
      }
    }
  }

  /** The load of a model, which is the given one if there is no other, and the user in its list. */
  private static FutureTask<AnomalyDetector> register(
      Model model, Object user, FutureTask<AnomalyDetector> own) {
    Loaded loaded;
    boolean first;
    List<Loaded> idle;
    synchronized (MODELS) {
      loaded =
          MODELS.computeIfAbsent(
              Key.of(model),
              key -> new Loaded(own, Collections.newSetFromMap(new IdentityHashMap<>())));
      first = loaded.users.add(user);
      idle = removeIdle();
    }
    idle.forEach(LoadedModels::close);
    if (first && user instanceof TaskContext task) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> release(model, user));
    }
    return loaded.load;
  }

  /** Ends the use of a model. */
  static void release(Model model, Object user) {
    List<Loaded> idle;
    synchronized (MODELS) {
      Loaded loaded = MODELS.get(Key.of(model));
      if (loaded != null) {
        loaded.users.remove(user);
      }
      idle = removeIdle();
    }
    idle.forEach(LoadedModels::close);
  }

  private static void forget(Model model, FutureTask<AnomalyDetector> load) {
    synchronized (MODELS) {
      Loaded loaded = MODELS.get(Key.of(model));
      if (loaded != null && loaded.load == load) {
        MODELS.remove(Key.of(model));
      }
    }
  }

  /** Those above {@link #KEPT} that nobody uses; they are to be closed outside of the lock. */
  private static List<Loaded> removeIdle() {
    List<Loaded> idle = new ArrayList<>();
    Iterator<Loaded> oldest = MODELS.values().iterator();
    while (MODELS.size() > KEPT && oldest.hasNext()) {
      Loaded loaded = oldest.next();
      if (loaded.users.isEmpty()) {
        oldest.remove();
        idle.add(loaded);
      }
    }
    return idle;
  }

  private static AnomalyDetector read(Model model) throws IOException {
    LOADS.incrementAndGet();
    return model.read();
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

  /** Whether models are being closed: what fails now says nothing about an image. */
  static boolean ending() {
    return ending;
  }

  /** How many are loaded or being loaded. */
  static int count() {
    synchronized (MODELS) {
      return MODELS.size();
    }
  }

  /** How many loads have begun. */
  static int loads() {
    return LOADS.get();
  }

  private static void closeAll() {
    ending = true;
    List<Loaded> all;
    synchronized (MODELS) {
      all = List.copyOf(MODELS.values());
    }
    all.forEach(LoadedModels::close);
  }

  private static void close(Loaded loaded) {
    if (!loaded.load.isDone()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      loaded.load.get().close();
    } catch (ExecutionException e) {
      // It was never there.
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
