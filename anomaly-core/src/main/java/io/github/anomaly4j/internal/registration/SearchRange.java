package io.github.anomaly4j.internal.registration;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How far off a part is searched for.
 *
 * @param shift along each axis, as a share of the image's longer side, in [0, 0.25]
 * @param degrees in either direction, in [0, 45]
 */
public record SearchRange(double shift, double degrees) {

  public SearchRange {
    checkArgument(
        shift >= 0 && shift <= 0.25, "a shift must be 0 to 0.25 of the longer side: %s", shift);
    checkArgument(degrees >= 0 && degrees <= 45, "an angle must be 0 to 45 degrees: %s", degrees);
  }
}
