package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** An open image file whose pixels are read region by region. For one thread at a time. */
public interface RegionSource extends Closeable {
  /** Pixels from left to right. */
  int width();

  /** Pixels from top to bottom. */
  int height();

  /** Where the image comes from and how it is stored; empty if it was given as numbers. */
  Optional<Origin> origin();

  /** Whether only the requested part is decoded, so that memory does not grow with the image. */
  boolean byRegions();

  /**
   * The colors of a region that lies inside the image, planar, {@code [3, height, width]}.
   *
   * @param x of the left column
   * @param y of the upper row
   */
  float[] read(int x, int y, int width, int height) throws IOException;

  @Override
  void close() throws IOException;
}
