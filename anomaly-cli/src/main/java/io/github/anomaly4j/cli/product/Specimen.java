package io.github.anomaly4j.cli.product;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;

/**
 * A defective piece.
 *
 * @param image what the camera sees
 * @param mask 1 exactly where the image differs from that of the same piece without its defect
 */
public record Specimen(Image image, Mask mask) {}
