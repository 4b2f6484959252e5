package io.github.anomaly4j.internal.server.source;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.server.desk.Desk;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.inspect.UnknownProductNameException;
import io.github.anomaly4j.server.ImageSource;
import java.io.IOException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes images from a source and inspects them, one after the other, in a thread of its own. While
 * the database or the disk is away, it tries again with the same image, so that none is lost.
 */
public final class SourceRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
  private static final long PAUSE_MS = 1000;
  private static final int LONGEST = 300;

  private final ImageSource source;
  private final Desk desk;
  private final Admission admission;
  private final Thread thread;

  /** Held while an image is inspected: an interruption would break off the writing of its files. */
  private final Object inspecting = new Object();

  private volatile boolean closed;

  private SourceRunner(ImageSource source, Desk desk, Admission admission) {
    this.source = source;
    this.desk = desk;
    this.admission = admission;
    checkArgument(
        source.name().length() <= LONGEST,
        "the name of a source has at most %s characters",
        LONGEST);
    this.thread = new Thread(this::run, "anomaly-server-source " + source.name());
    thread.setDaemon(true);
  }

  /** Begins to take images. */
  public static SourceRunner start(ImageSource source, Desk desk, Admission admission) {
    SourceRunner runner = new SourceRunner(source, desk, admission);
    runner.thread.start();
    return runner;
  }

  private void run() {
    try {
      while (!closed) {
        Optional<ImageSource.Shot> shot = next();
        if (shot.isEmpty()) {
          LOG.info("{} has ended", source.name());
          return;
        }
        synchronized (inspecting) {
          if (!closed) {
            inspect(shot.get());
          }
        }
      }
    } catch (InterruptedException e) {
      // The station stops; what was not done stays with the source.
    }
  }

  private Optional<ImageSource.Shot> next() throws InterruptedException {
    while (true) {
      try {
        return source.next();
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} gives no image: {}", source.name(), e.toString());
        Thread.sleep(PAUSE_MS);
      }
    }
  }

  private void inspect(ImageSource.Shot shot) throws InterruptedException {
    while (!closed) {
      try {
        inspectOnce(shot);
        done(shot, ImageSource.Outcome.INSPECTED, "");
        return;
      } catch (ImageException e) {
        done(shot, ImageSource.Outcome.UNREADABLE, String.valueOf(e.getMessage()));
        return;
      } catch (IOException | JdbiException e) {
        LOG.warn("an image of {} cannot be kept; trying again: {}", source.name(), e.toString());
        Thread.sleep(PAUSE_MS);
      } catch (UnknownProductNameException | RuntimeException | OutOfMemoryError e) {
        LOG.error("an image of {} failed", source.name(), e);
        done(shot, ImageSource.Outcome.FAILED, e.toString());
        return;
      }
    }
  }

  private void inspectOnce(ImageSource.Shot shot)
      throws InterruptedException, IOException, UnknownProductNameException {
    Admission.Turn turn = admission.patientTurn();
    try (turn) {
      desk.inspect(new Desk.Piece(shot.file(), shot.product(), source.name(), key(shot)));
    }
  }

  /** Longer than the database's column, and the image would be tried for ever. */
  private @Nullable String key(ImageSource.Shot shot) {
    if (shot.key() == null) {
      return null;
    }
    String key = source.name() + ":" + shot.key();
    return key.length() <= LONGEST ? key : Hashing.sha256().hashString(key, UTF_8).toString();
  }

  private void done(ImageSource.Shot shot, ImageSource.Outcome outcome, String reason)
      throws InterruptedException {
    try {
      source.done(shot, outcome, reason);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot note what became of an image: {}", source.name(), e.toString());
      // The source may give the same image again at once.
      Thread.sleep(PAUSE_MS);
    }
  }

  /** Ends after the image that is being inspected, at most a few seconds later. */
  @Override
  public void close() {
    closed = true;
    source.close();
    synchronized (inspecting) {
      thread.interrupt();
    }
    try {
      thread.join(10 * PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
