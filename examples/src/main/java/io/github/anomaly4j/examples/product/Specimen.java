package io.github.anomaly4j.examples.product;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;

/**
 * A defective piece.
 *
 * @param picture what the camera sees
 * @param mask 1 exactly where the picture differs from that of the same piece without its defect
 */
public record Specimen(Picture picture, Mask mask) {}
