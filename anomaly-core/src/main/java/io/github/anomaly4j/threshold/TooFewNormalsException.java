package io.github.anomaly4j.threshold;

/**
 * A false-positive rate cannot be stated on so few normal images; the message says how many there
 * are, how many it takes and what to do.
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

  /** How many it takes. */
  public int needed() {
    return needed;
  }
}
