package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.image.format.Orientation;
import io.github.anomaly4j.internal.image.pixel.Samples;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * A decoded JPEG in its own 8 bits: a quarter of what its {@code Image} takes.
 *
 * @param stored the pixels as the file stores them
 * @param orientation how they are turned
 * @param camera where they come from
 */
record JpegPixels(BufferedImage stored, int orientation, Origin camera) implements RegionSource {
  @Override
  public Optional<Origin> origin() {
    return Optional.of(camera);
  }

  @Override
  public int width() {
    return Orientation.swapsSides(orientation) ? stored.getHeight() : stored.getWidth();
  }

  @Override
  public int height() {
    return Orientation.swapsSides(orientation) ? stored.getWidth() : stored.getHeight();
  }

  @Override
  public boolean byRegions() {
    return false;
  }

  @Override
  public float[] read(int x, int y, int width, int height) {
    boolean swaps = Orientation.swapsSides(orientation);
    boolean fromRight = Orientation.isFromRight(orientation);
    boolean fromBottom = Orientation.isFromBottom(orientation);
    int storedWidth = swaps ? height : width;
    int storedHeight = swaps ? width : height;
    int alongX = swaps ? y : x;
    int alongY = swaps ? x : y;
    BufferedImage part =
        stored.getSubimage(
            fromRight ? stored.getWidth() - alongX - storedWidth : alongX,
            fromBottom ? stored.getHeight() - alongY - storedHeight : alongY,
            storedWidth,
            storedHeight);
    // A JPEG has no alpha, so that the paper does not matter.
    return Orientation.apply(orientation, Samples.rgb(part, 1f), storedWidth, storedHeight);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
