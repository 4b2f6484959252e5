package io.github.anomaly4j.internal.image.tiff;

import java.io.IOException;

/**
 * The layout of the samples of a TIFF in its strips or tiles.
 *
 * @param header of the file
 * @param compression method of the strips or tiles
 * @param tiled whether these are tiles
 * @param segmentWidth width of a strip or tile in pixels
 * @param segmentHeight height of a strip or tile in pixels; the last strip may be lower
 */
record TiffLayout(
    TiffHeader header, int compression, boolean tiled, int segmentWidth, int segmentHeight) {

  /**
   * The layout that the tags describe.
   *
   * @param maxPixels of a strip or tile
   * @throws IOException if a strip or tile is empty or too large
   */
  static TiffLayout of(TiffHeader header, int compression, long maxPixels) throws IOException {
    boolean tiled = header.tags().count(324) > 0;
    int height = header.height();
    int across = tiled ? header.side(322) : header.width();
    int down =
        tiled
            ? header.side(323)
            : (int) Math.min(height, Math.max(1, header.tags().number(278, height)));
    if (across < 1 || down < 1 || (long) across * down > maxPixels) {
      // A small image may declare one huge tile.
      throw new IOException("tiles of %dx%d pixels".formatted(across, down));
    }
    TiffLayout layout = new TiffLayout(header, compression, tiled, across, down);
    if (layout.segmentBytes() > Integer.MAX_VALUE - 64) {
      throw new IOException("a strip or tile of " + layout.segmentBytes() + " bytes");
    }
    return layout;
  }

  int samples() {
    return header.samples();
  }

  int bits() {
    return header.bits();
  }

  /** How samples were changed before the compression; 1 if they were not. */
  int predictor() {
    int method = header.compression();
    boolean predicted = method == 5 || method == 8 || method == 32946;
    return predicted ? header.number(317, 1) : 1;
  }

  /** Whether each channel has strips or tiles of its own. */
  boolean planar() {
    return header.number(284, 1) == 2 && samples() > 1;
  }

  /** Whether the lowest bit of a byte is the first pixel's. */
  boolean reversedBits() {
    return header.number(266, 1) == 2;
  }

  int across() {
    return (header.width() + segmentWidth - 1) / segmentWidth;
  }

  int segments() {
    return Math.multiplyExact(across(), (header.height() + segmentHeight - 1) / segmentHeight);
  }

  int planes() {
    return planar() ? samples() : 1;
  }

  int samplesPerPixel() {
    return planar() ? 1 : samples();
  }

  /** How many rows a strip or tile has: the last strip may have fewer, tiles are padded. */
  int rows(int segment) {
    return tiled
        ? segmentHeight
        : Math.min(segmentHeight, header.height() - segment / across() * segmentHeight);
  }

  long rowBytes() {
    return ((long) segmentWidth * samplesPerPixel() * bits() + 7) / 8;
  }

  long segmentBytes() {
    return rowBytes() * segmentHeight;
  }
}
