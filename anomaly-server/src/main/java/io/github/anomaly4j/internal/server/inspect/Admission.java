package io.github.anomaly4j.internal.server.inspect;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a few requests score at the same time, some wait, and no more in. Thread safe; turns are
 * given in the order in which they are asked for.
 */
public final class Admission {
  private final Semaphore places;
  private final Semaphore turns;
  private final Duration timeout;

  /**
   * An admission.
   *
   * @param concurrency how many turns there are at a time
   * @param queue how many more places there are
   * @param timeout how long a place waits for a turn
   */
  public Admission(int concurrency, int queue, Duration timeout) {
    this.places = new Semaphore(concurrency + queue);
    this.turns = new Semaphore(concurrency, true);
    this.timeout = timeout;
  }

  /** A place, to be taken before the body of a request is read. */
  public Place place() throws BusyException {
    if (!places.tryAcquire()) {
      throw new BusyException("all places are taken; try again later", true);
    }
    return new Place();
  }

  /** A turn without a place, for images that nobody waits for. */
  public Turn patientTurn() throws InterruptedException {
    turns.acquire();
    return new Turn();
  }

  /** How many wait for a turn. */
  public int waiting() {
    return turns.getQueueLength();
  }

  /** How many turns are free. */
  public int free() {
    return turns.availablePermits();
  }

  /** A place among those that may ask for turns. */
  public final class Place implements AutoCloseable {
    /** Waits for a turn. */
    public Turn turn() throws BusyException, InterruptedException {
      if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException("no turn came within the time-out; try again later", false);
      }
      return new Turn();
    }

    @Override
    public void close() {
      places.release();
    }
  }

  /** The time in which an image is scored. */
  public final class Turn implements AutoCloseable {
    @Override
    public void close() {
      turns.release();
    }
  }

  /** There is no place, or no turn came in time. */
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean full;

    BusyException(String message, boolean full) {
      super(message);
      this.full = full;
    }

    /** Whether there was no place; otherwise the turn took too long. */
    public boolean full() {
      return full;
    }
  }
}
