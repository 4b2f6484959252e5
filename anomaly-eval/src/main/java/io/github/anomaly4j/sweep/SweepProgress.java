package io.github.anomaly4j.sweep;

/** Listens to a sweep. Called on the sweeping thread, in order; an exception ends the sweep. */
public interface SweepProgress {

  /**
   * The network of an epoch was measured.
   *
   * @param epoch what was measured
   * @param done how many epochs are done, this one included
   * @param total how many there are
   */
  void epoch(SweptEpoch epoch, int done, int total);

  /** A listener that does nothing. */
  static SweepProgress none() {
    return (epoch, done, total) -> {};
  }
}
