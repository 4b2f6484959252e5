package io.github.anomaly4j.threshold;

/**
 * There are too few normal images to state a false-positive rate; the message says how many there
 * are, how many are needed and what to do.
 */
public final class TooFewNormalsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int available;
  private final int needed;

  TooFewNormalsException(int available, int needed, double falsePositiveRate) {
    super(
        available
            + " held-out normal images are too few to state a false-positive rate of "
            + falsePositiveRate
            + ": it takes at least "
            + needed
            + "; give more normal images or a higher rate");
    this.available = available;
    this.needed = needed;
  }

  /** How many normal images there are. */
  public int available() {
    return available;
  }

  /** How many normal images are needed. */
  public int needed() {
    return needed;
  }
}
