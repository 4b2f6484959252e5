package io.github.anomaly4j.internal.grid;

/**
 * The part of a frame that shows the image.
 *
 * @param x its left edge, in pixels of the frame
 * @param y its upper edge
 * @param width its width, at least 1
 * @param height its height, at least 1
 */
public record Content(int x, int y, int width, int height) {}
