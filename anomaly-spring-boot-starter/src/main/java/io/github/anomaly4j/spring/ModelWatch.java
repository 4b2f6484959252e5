package io.github.anomaly4j.spring;

import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the model's file and reloads it when it has changed; on a thread of its own. */
final class ModelWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

  private final ModelReloader reloader;
  private final ModelSource model;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ModelWatch::thread);

  /** Of a changed file at the last look; {@code null} if it had not changed. */
  private @Nullable FileStamp changed;

  /**
   * @param interval between two looks; 0 for none
   * @throws ModelFileException if there are looks and the model is no file
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing is thrown by a look.
  ModelWatch(ModelReloader reloader, ModelSource model, Duration interval)
      throws ModelFileException {
    this.reloader = reloader;
    this.model = model;
    if (!interval.isZero()) {
      Path file = model.file().orElseThrow(() -> notWatched(model));
      long millis = interval.toMillis();
      thread.scheduleWithFixedDelay(() -> look(file), millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private static ModelFileException notWatched(ModelSource model) {
    return new ModelFileException(
        model.toString(),
        "found a resource of the class path, which does not change, expected a file in anomaly.model, because anomaly.reload.interval is set; name a file, or set the interval to 0");
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "anomaly-model-watch");
    thread.setDaemon(true);
    return thread;
  }

  private void look(Path file) {
    FileStamp now = FileStamp.of(file);
    if (now.equals(model.tried())) {
      changed = null;
    } else if (now.equals(changed)) {
      reload(file);
    } else {
      // It may still be written: it is loaded when it is the same at the next look.
      changed = now;
    }
  }

  private void reload(Path file) {
    try {
      reloader.reload();
    } catch (ModelFileException e) {
      // The reloader has logged and published it.
    } catch (RuntimeException | Error e) {
      // An exception would end the watch without a word.
      LOG.error("{} has changed and could not replace the model", file, e);
    }
  }

  /** Waits for a reload that is under way, which would use the closed reloader otherwise. */
  @Override
  public void close() {
    // No interrupt: it would close the file that is being read.
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("The model is still being loaded while the application is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
