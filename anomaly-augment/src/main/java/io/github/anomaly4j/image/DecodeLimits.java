package io.github.anomaly4j.image;

/**
 * How large an image file may be before it is refused.
 *
 * <p>Both limits are checked before memory for pixels is allocated: the first against the file's
 * length, the second against the width times height that the file's header declares.
 *
 * <p>They limit the peak memory of reading: for each pixel 12 bytes for the {@link Image} and 3 to
 * 8 more for the decoder's result with 8 or 16 bits a channel (up to 32 for wider samples), and the
 * file's length. With the defaults that is 0.8 GB plus the file for the largest 16-bit image with
 * alpha; if you raise the limits, raise the heap too.
 *
 * @param maxBytes the longest file accepted, in bytes; at least 1
 * @param maxPixels the largest width times height accepted; 1 to {@value #MAX_PIXELS}
 */
public record DecodeLimits(long maxBytes, long maxPixels) {
  /** The maximum number of pixels whose three channels fit into one Java array. */
  public static final long MAX_PIXELS = Integer.MAX_VALUE / 3;

  /** Checks both limits; {@link IllegalArgumentException} if one is out of its range. */
  public DecodeLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, was " + maxBytes);
    }
    if (maxPixels < 1 || maxPixels > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be from 1 to " + MAX_PIXELS + ", was " + maxPixels);
    }
  }

  /** 256 MiB and 40 megapixels. */
  public static DecodeLimits defaults() {
    return new DecodeLimits(256L << 20, 40_000_000);
  }

  /**
   * 1 GiB and 200 megapixels, for images that are read by regions: the default of a detector that
   * was trained with tiles.
   */
  public static DecodeLimits defaultsOfTiles() {
    return new DecodeLimits(1L << 30, 200_000_000);
  }
}
