package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.natives.Owners;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A reference to the current detector of a service, which can be replaced while it is in use:
 * running calls finish with the detector that they began with, later calls get the new one, and the
 * old one is closed when its last call has ended. No call fails or waits because of a replacement.
 *
 * <pre>{@code
 * DetectorReference detector = DetectorReference.to(AnomalyDetector.load(file));
 * // In any thread, at any time:
 * Detection detection = detector.detect(image);
 * // When there is a new model:
 * detector.replace(AnomalyDetector.load(file));
 * }</pre>
 *
 * <p>Safe for concurrent use. It owns its detector: do not close the detector elsewhere.
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
     * Does the work.
     *
     * @param detector open until this method returns; do not close or keep it
     */
    T by(AnomalyDetector detector) throws E;
  }

  /** A detector and its users, one of which is the reference. */
  private record Lease(AnomalyDetector detector, Owners users) {
    Lease(AnomalyDetector detector) {
      this(requireNonNull(detector, "detector"), new Owners(detector::close));
    }
  }

  /** A reference that owns a detector. */
  public static DetectorReference to(AnomalyDetector detector) {
    return new DetectorReference(detector);
  }

  /**
   * Scores an image by the current detector, as {@link AnomalyDetector#detect(Image)} does.
   *
   * @throws IllegalStateException if this is closed
   */
  public Detection detect(Image image) {
    return use(detector -> detector.detect(image));
  }

  /**
   * Does work with the current detector, which stays open meanwhile. Put several calls into one use
   * if the same detector must answer them.
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
      lease.users().leave();
    }
  }

  private Lease begin() {
    while (true) {
      Lease lease = open();
      // The detector has been replaced and closed meanwhile: try the new one.
      if (lease.users().join()) {
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
   * Replaces the detector and owns the new one. Later calls get it; the old one is closed when its
   * calls have ended, by the thread of the last call. Replacing a detector by itself changes
   * nothing.
   *
   * @throws IllegalStateException if this is closed; the caller then still owns the new detector
   */
  public void replace(AnomalyDetector detector) {
    Lease next = new Lease(detector);
    while (true) {
      Lease before = open();
      if (before.detector() == detector) {
        return;
      }
      if (current.compareAndSet(before, next)) {
        before.users().leave();
        return;
      }
    }
  }

  /** Closes the detector when its calls have ended. A second call does nothing. */
  @Override
  public void close() {
    Lease last = current.getAndSet(null);
    if (last != null) {
      last.users().leave();
    }
  }
}
