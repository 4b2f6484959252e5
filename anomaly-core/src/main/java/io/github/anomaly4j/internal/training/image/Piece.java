package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import java.awt.Rectangle;
import java.util.Optional;

/**
 * What is learned or scored at once.
 *
 * @param entry the image
 * @param image its index in its category
 * @param tile the part of the image; empty if it is all of it
 */
public record Piece(ImageEntry entry, int image, Optional<Rectangle> tile) {}
