package io.github.anomaly4j.area;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * A part of the images of one product.
 *
 * @param inspected whether to look there; {@code false} for an area that is ignored
 * @param name what {@link io.github.anomaly4j.Region#areaName()} calls it; empty if nothing. An
 *     ignored area has none
 * @param shape which pixels
 * @param mapThreshold the threshold of the anomaly map in this area, in place of the product's: the
 *     values of the map there are moved by the difference. From -1e6 to 1e6; empty for the
 *     product's. An ignored area has none
 */
public record Area(boolean inspected, String name, Shape shape, OptionalDouble mapThreshold) {
  /** Scores are far below it, and with larger numbers values of the map would lose their digits. */
  private static final double HIGHEST_THRESHOLD = 1e6;

  /** Checks that an ignored area has neither name nor threshold, and how large the latter is. */
  public Area {
    requireNonNull(name, "name");
    requireNonNull(shape, "shape");
    checkArgument(
        inspected || (name.isEmpty() && mapThreshold.isEmpty()),
        "an ignored area has no name and no threshold; it is never looked at");
    checkArgument(
        mapThreshold.isEmpty() || Math.abs(mapThreshold.getAsDouble()) <= HIGHEST_THRESHOLD,
        "the threshold of an area must be a number from -1e6 to 1e6, was %s",
        mapThreshold);
  }
}
