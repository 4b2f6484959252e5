package io.github.anomaly4j.image;

import io.github.anomaly4j.internal.image.ImageRegions;
import io.github.anomaly4j.internal.image.RegionSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * An image that may be larger than memory: its pixels are read region by region. {@link
 * ImageReader#open} opens one. For one thread at a time.
 *
 * <p>These formats are decoded by regions, so that memory depends on the width of the image and the
 * height of a region, not on the height of the image: PNG (gray, RGB and palette, without
 * transparency and interlacing, of 8 or 16 bits), TIFF in strips or tiles without transparency (the
 * file itself stays in memory), and uncompressed BMP. Of a JPEG, the pixels of the whole image stay
 * in memory at 3 bytes each; every other file becomes an {@link Image} at 12 bytes a pixel. {@link
 * #byRegions()} says which it is.
 *
 * <p>Read regions from top to bottom: a PNG is decoded again from its beginning if a region lies
 * above the last one.
 */
public final class LargeImage implements Closeable {
  private final RegionSource source;

  LargeImage(RegionSource source) {
    this.source = source;
  }

  /** An image that is in memory. */
  public static LargeImage of(Image image) {
    return new LargeImage(new ImageRegions(image));
  }

  /** Pixels from left to right. */
  public int width() {
    return source.width();
  }

  /** Pixels from top to bottom. */
  public int height() {
    return source.height();
  }

  /** The image's name, for messages, and how it is stored; empty if it was given as numbers. */
  public Optional<Origin> origin() {
    return source.origin();
  }

  /** Whether only the requested region is decoded; otherwise the whole image is in memory. */
  public boolean byRegions() {
    return source.byRegions();
  }

  /**
   * The part whose top left corner is (x, y), with the pixels that {@link Image#crop} has of the
   * whole image.
   *
   * @throws IndexOutOfBoundsException if the part is not inside the image
   * @throws ImageException if the file is broken or cut short
   * @throws IOException if the file system fails
   */
  public Image read(int x, int y, int width, int height) throws IOException {
    Objects.checkFromIndexSize(x, width, source.width());
    Objects.checkFromIndexSize(y, height, source.height());
    if (source instanceof ImageRegions whole) {
      return whole.image().crop(x, y, width, height);
    }
    return Image.of(width, height, source.read(x, y, width, height), source.origin().orElseThrow());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
