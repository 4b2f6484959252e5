package io.github.anomaly4j.internal.grid;

import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.spi.Grid;

/**
 * An image fitted into a frame. The array is not copied and must not be changed.
 *
 * @param width of the frame, in pixels
 * @param height of the frame, in pixels
 * @param pixels planar RGB in [0, 1], {@code [3, height, width]}
 * @param content where the image is in the frame
 */
public record Framed(int width, int height, float[] pixels, Content content) {

  /** How the image in the frame looks as a whole. */
  public Appearance appearance() {
    return Appearance.of(
        pixels, width, content.x(), content.y(), content.width(), content.height());
  }

  /** Cells of one size that fill the frame, as a grid over the image in it. */
  public Grid grid(int rows, int columns) {
    return overImage(Grid.even(rows, columns));
  }

  /** A grid over the frame as one over the image in it. */
  public Grid overImage(Grid grid) {
    return new Grid(
        grid.rows().over((double) content.y() / height, (double) content.height() / height),
        grid.columns().over((double) content.x() / width, (double) content.width() / width));
  }
}
