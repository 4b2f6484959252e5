package io.github.anomaly4j.spark;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.spi.FeatureException;
import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task, of those that Spark allows. It tells a failure that is the image's fault
 * from trouble of the cluster, which may be over at the next attempt. Attempts that ended for
 * another reason, such as a lost machine, count too. Thread safe.
 *
 * @param task null on the driver
 * @param last whether there is no next attempt
 */
record Attempt(@Nullable TaskContext task, boolean last) {
  private static final Pattern LOCAL = Pattern.compile("local(\\[[^,\\]]*(,\\s*(\\d+)\\s*)?\\])?");

  /** How many attempts of a task Spark allows; to be asked on the driver. */
  static int most(SparkContext spark) {
    return most(spark.master(), spark.getConf().getInt("spark.task.maxFailures", 4));
  }

  /** A local master takes no notice of the setting. */
  static int most(String master, int setting) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      return setting;
    }
    return local.group(3) == null ? 1 : Integer.parseInt(local.group(3));
  }

  /**
   * The attempt of the calling thread.
   *
   * @param most as {@link #most} tells it
   */
  static Attempt current(int most) {
    TaskContext task = TaskContext.get();
    return new Attempt(task, task == null || task.attemptNumber() + 1 >= most);
  }

  /**
   * Returns if the failure of an image is to become its row; otherwise throws what ends this
   * attempt.
   *
   * @throws CancellationException if the task or the executor is ending
   * @throws IllegalStateException if the next attempt may go better
   */
  void check(Throwable failure, String image) {
    if (ended(failure)) {
      CancellationException ended = new CancellationException("the executor or the task is ending");
      ended.initCause(failure);
      throw ended;
    }
    if (last || ofTheImage(failure)) {
      return;
    }
    String message =
        "%s could not be read or scored (%s); the task tries again".formatted(image, failure);
    // Spark ends an executor, with all its tasks, if memory that ran out is the cause.
    throw failure instanceof OutOfMemoryError
        ? new IllegalStateException(message)
        : new IllegalStateException(message, failure);
  }

  /** Files that are missing or broken, unknown products, names that are no paths. */
  private static boolean ofTheImage(Throwable failure) {
    return failure instanceof ImageException
        || failure instanceof FileNotFoundException
        || failure instanceof FeatureException
        || failure instanceof IllegalArgumentException;
  }

  private boolean ended(Throwable failure) {
    if (HeldValues.ending()
        || Thread.currentThread().isInterrupted()
        || (task != null && task.isInterrupted())) {
      return true;
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InterruptedException
          || e instanceof ClosedByInterruptException
          // A subclass of the other that has nothing to do with interrupts.
          || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException))) {
        return true;
      }
    }
    return false;
  }
}
