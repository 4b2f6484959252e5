package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.registration.SearchRange;

/**
 * How an image is compared with its reference.
 *
 * @param shift by which the part may lie off, as a share of the longer side; 0 for none
 * @param degrees by which it may be turned
 * @param localShift by which its parts may be shifted against each other, in pixels, 0 to 64
 * @param tolerance by which an edge may lie elsewhere, in pixels, 0 to 16
 */
public record Settings(double shift, double degrees, int localShift, int tolerance) {
  public static final Settings DEFAULTS = new Settings(0.05, 3, 8, 1);

  public Settings {
    // Refuses what is out of its range.
    SearchRange unused = new SearchRange(shift, degrees);
    checkArgument(
        localShift >= 0 && localShift <= 64, "local shifts must be 0 to 64 pixels: %s", localShift);
    checkArgument(
        tolerance >= 0 && tolerance <= 16, "a tolerance must be 0 to 16 pixels: %s", tolerance);
  }

  SearchRange range() {
    return new SearchRange(shift, degrees);
  }

  /** Whether images are registered at all. */
  boolean registers() {
    return shift > 0 || degrees > 0;
  }
}
