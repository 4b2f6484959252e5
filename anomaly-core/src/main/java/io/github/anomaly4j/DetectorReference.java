package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The detector that a service uses now, which can be replaced while it is in use: calls under way
 * end on the one that they began on, later ones get the new one, and the old one is closed when its
 * last call has ended. No call fails for it, and none waits.
 *
 * <pre>{@code
 * DetectorReference detector = DetectorReference.to(AnomalyDetector.load(file));
 * // In any thread, at any time:
 * Detection detection = detector.detect(image);
 * // When there is a new model:
 * detector.replace(AnomalyDetector.load(file));
 * }</pre>
 *
 * <p>Safe for concurrent use. It owns its detector: nobody else closes it.
 */
public final class DetectorReference implements AutoCloseable {
  private final AtomicReference<Lease> current;

  private DetectorReference(AnomalyDetector detector) {
    current = new AtomicReference<>(new Lease(detector));
  }

  /** Work that needs a detector from its beginning to its end. */
  @FunctionalInterface
  public interface Use<T, E extends Exception> {
    /**
     * Works.
     *
     * @param detector open until this returns; not to be closed or kept
     */
    T by(AnomalyDetector detector) throws E;
  }

  /** A detector and the number of its users, the reference among them. */
  private record Lease(AnomalyDetector detector, AtomicInteger users) {
    Lease(AnomalyDetector detector) {
      this(requireNonNull(detector, "detector"), new AtomicInteger(1));
    }

    /** Once nobody used it, it is closed, and stays so. */
    boolean begin() {
      return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void end() {
      if (users.decrementAndGet() == 0) {
        detector.close();
      }
    }
  }

  /** Takes a detector over. */
  public static DetectorReference to(AnomalyDetector detector) {
    return new DetectorReference(detector);
  }

  /**
   * Scores an image by the detector of now, as {@link AnomalyDetector#detect(Image)} does.
   *
   * @throws IllegalStateException if this is closed
   */
  public Detection detect(Image image) {
    return use(detector -> detector.detect(image));
  }

  /**
   * Does anything with the detector of now, which stays open meanwhile: several calls that must be
   * answered by the same one belong in one use.
   *
   * @return what the work returns
   * @throws E what the work throws
   * @throws IllegalStateException if this is closed
   */
  public <T, E extends Exception> T use(Use<T, E> work) throws E {
    Lease lease = begin();
    try {
      return work.by(lease.detector());
    } finally {
      lease.end();
    }
  }

  private Lease begin() {
    while (true) {
      Lease lease = open();
      // One that was replaced since is not begun on.
      if (lease.begin()) {
        return lease;
      }
    }
  }

  private Lease open() {
    Lease lease = current.get();
    checkState(lease != null, "the reference to the detector is closed");
    return lease;
  }

  /**
   * Takes another detector over. Calls from now on get it; the one before is closed when its calls
   * have ended, by the thread that ends the last of them. The same one again changes nothing.
   *
   * @throws IllegalStateException if this is closed; the detector is still the caller's then
   */
  public void replace(AnomalyDetector detector) {
    Lease next = new Lease(detector);
    while (true) {
      Lease before = open();
      if (before.detector() == detector) {
        return;
      }
      if (current.compareAndSet(before, next)) {
        before.end();
        return;
      }
    }
  }

  /** Ends the use: the detector is closed when its calls have ended. Twice does nothing. */
  @Override
  public void close() {
    Lease last = current.getAndSet(null);
    if (last != null) {
      last.end();
    }
  }
}
