package io.github.anomaly4j.internal.image;

/**
 * How the samples of a TIFF lie in its strips or tiles.
 *
 * @param samples channels of a pixel, alpha among them
 * @param bits of a sample
 * @param planar whether each channel has strips or tiles of its own
 * @param reversedBits whether the lowest bit of a byte is the first pixel's
 */
record TiffLayout(
    int width,
    int height,
    int samples,
    int bits,
    int compression,
    int predictor,
    boolean planar,
    boolean tiled,
    int segmentWidth,
    int segmentHeight,
    boolean reversedBits) {

  int across() {
    return (width + segmentWidth - 1) / segmentWidth;
  }

  int segments() {
    return Math.multiplyExact(across(), (height + segmentHeight - 1) / segmentHeight);
  }

  int planes() {
    return planar ? samples : 1;
  }

  int samplesPerPixel() {
    return planar ? 1 : samples;
  }

  /** The rows that a strip or tile holds: the last strip may be lower, tiles are padded. */
  int rows(int segment) {
    return tiled
        ? segmentHeight
        : Math.min(segmentHeight, height - segment / across() * segmentHeight);
  }

  long rowBytes() {
    return ((long) segmentWidth * samplesPerPixel() * bits + 7) / 8;
  }

  long segmentBytes() {
    return rowBytes() * segmentHeight;
  }
}
