package io.github.anomaly4j.sweep;

/** Hears how a sweep goes. Called on the sweeping thread, in order; what it throws ends it. */
public interface SweepProgress {

  /**
   * An epoch was looked into.
   *
   * @param epoch what was found
   * @param done how many epochs are behind, this one included
   * @param total how many there are
   */
  void epoch(SweptEpoch epoch, int done, int total);

  /** Tells nobody. */
  static SweepProgress none() {
    return (epoch, done, total) -> {};
  }
}
