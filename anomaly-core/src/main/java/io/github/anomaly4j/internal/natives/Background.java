package io.github.anomaly4j.internal.natives;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of a moment beside that of the caller, who is not given threads for it. */
public final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private Background() {}

  /**
   * Begins a task on a daemon thread of its own, which ends with it, and returns at once. If the
   * system gives no thread, it does nothing: whoever needs the result does the work.
   *
   * @param task throws nothing
   */
  public static void begin(Runnable task, String thread) {
    try {
      Thread background = new Thread(task, thread);
      background.setDaemon(true);
      background.start();
    } catch (OutOfMemoryError e) {
      LOG.debug("The system gives no thread for {}", thread, e);
    }
  }
}
