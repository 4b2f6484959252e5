package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.registration.Registration;

/**
 * An image compared with its reference.
 *
 * @param map {@code [height, width]} of the image, in spreads
 * @param compared the share of the image's pixels that have a place in the reference
 */
@SuppressWarnings("ArrayRecordComponent")
public record Inspected(float[] map, double compared, Registration registration) {}
