package io.github.anomaly4j.spark;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The models of this process: each is loaded by the first task that needs it, while others wait,
 * and closed when the process ends. Static, because the tasks of an executor share nothing else.
 * Thread safe.
 */
final class LoadedModels {
  private static final ConcurrentMap<Key, FutureTask<AnomalyDetector>> LOADED =
      new ConcurrentHashMap<>();

  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(LoadedModels::closeAll, "anomaly4j-models"));
  }

  /** The same bytes, loaded in the same way, are one model, wherever they were read. */
  private record Key(String sha256, String backboneSha256, boolean largeBanks) {}

  private LoadedModels() {}

  /**
   * The detector of a model, loaded if no task has done so before. A load that failed is tried
   * again by the next task.
   *
   * @param model by its SHA-256
   */
  static AnomalyDetector get(Model model) throws IOException {
    Key key = new Key(model.sha256(), model.backboneSha256(), model.largeBanks());
    while (true) {
      FutureTask<AnomalyDetector> own = new FutureTask<>(model::read);
      FutureTask<AnomalyDetector> earlier = LOADED.putIfAbsent(key, own);
      if (earlier == null) {
        own.run();
      }
      FutureTask<AnomalyDetector> load = earlier == null ? own : earlier;
      try {
        return load.get();
      } catch (ExecutionException e) {
        LOADED.remove(key, load);
        // What failed for another task, perhaps because that task was killed, may go well now.
        if (earlier == null) {
          throw failure(requireNonNull(e.getCause()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the task was interrupted while a model was loaded");
      }
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

  /** Whether models are being closed: what fails now says nothing about an image. */
  static boolean ending() {
    return ending;
  }

  /** How many are loaded or being loaded. */
  static int count() {
    return LOADED.size();
  }

  private static void closeAll() {
    ending = true;
    for (FutureTask<AnomalyDetector> load : LOADED.values()) {
      if (load.isDone()) {
        try {
          load.get().close();
        } catch (ExecutionException e) {
          // It was never there.
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }
}
