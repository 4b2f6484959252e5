package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.image.tiff.TiffRegions;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A TIFF, of which the strips and tiles that hold a region are decoded. */
record TiffSource(TiffRegions regions, Closeable file) implements RegionSource {
  @Override
  public int width() {
    return regions.width();
  }

  @Override
  public int height() {
    return regions.height();
  }

  @Override
  public Optional<Origin> origin() {
    return Optional.of(regions.origin());
  }

  @Override
  public boolean byRegions() {
    return true;
  }

  @Override
  public float[] read(int x, int y, int width, int height) throws IOException {
    return regions.read(x, y, width, height);
  }

  @Override
  public void close() throws IOException {
    regions.close();
    file.close();
  }
}
