package io.github.anomaly4j.internal.registration;

import io.github.anomaly4j.registration.Registration;

/**
 * How an image lies in comparison with a template.
 *
 * @param place where the template's pixels lie in the image; {@link Rigid#NONE} if not found
 * @param similarity the correlation of the values, from -1 to 1
 * @param found whether the place is within the range of the search and similar enough
 */
public record Alignment(Rigid place, double similarity, boolean found) {

  /**
   * The same for callers.
   *
   * @param seen the share of what is to be inspected that was
   */
  public Registration registration(double seen) {
    return new Registration(
        place.dx(), place.dy(), Math.toDegrees(place.radians()), similarity, found, seen);
  }
}
