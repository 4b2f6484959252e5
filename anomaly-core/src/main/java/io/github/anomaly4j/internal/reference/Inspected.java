package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.registration.Registration;

/**
 * An image compared with its reference.
 *
 * @param map {@code [height, width]} of the image, in spreads
 */
@SuppressWarnings("ArrayRecordComponent")
public record Inspected(float[] map, Registration registration) {}
