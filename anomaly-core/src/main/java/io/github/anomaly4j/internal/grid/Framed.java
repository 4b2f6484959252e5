package io.github.anomaly4j.internal.grid;

/**
 * An image fitted into a frame. The array is not copied and must not be changed.
 *
 * @param width of the frame, in pixels
 * @param height of the frame, in pixels
 * @param pixels planar RGB in [0, 1], {@code [3, height, width]}
 * @param content where the image is in the frame
 */
public record Framed(int width, int height, float[] pixels, Content content) {}
