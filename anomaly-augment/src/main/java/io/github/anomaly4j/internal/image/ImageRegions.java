package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import java.util.Optional;

/** The regions of an image that is in memory. */
public record ImageRegions(Image image) implements RegionSource {
  @Override
  public int width() {
    return image.width();
  }

  @Override
  public int height() {
    return image.height();
  }

  @Override
  public Optional<Origin> origin() {
    return image.origin();
  }

  @Override
  public boolean byRegions() {
    return false;
  }

  @Override
  public float[] read(int x, int y, int width, int height) {
    return image.crop(x, y, width, height).toArray();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
