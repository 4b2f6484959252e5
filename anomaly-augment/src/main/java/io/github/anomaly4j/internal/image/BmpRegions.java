package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.image.format.JdkReader;
import io.github.anomaly4j.internal.image.pixel.Samples;
import java.io.IOException;
import java.util.Optional;

/** An uncompressed BMP, of which Java's reader skips what lies outside a region. */
record BmpRegions(JdkReader.Open file, int width, int height, Origin stored)
    implements RegionSource {
  @Override
  public Optional<Origin> origin() {
    return Optional.of(stored);
  }

  @Override
  public boolean byRegions() {
    return true;
  }

  @Override
  public float[] read(int x, int y, int width, int height) throws IOException {
    return Samples.rgb(file.region(x, y, width, height), 1f);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
