package io.github.anomaly4j.image;

/**
 * How large an image file may be before it is refused.
 *
 * <p>Both limits are checked before any memory is set aside for pixels: the first against the
 * file's length, the second against the width times height that the file's header declares.
 *
 * <p>They bound the peak memory of reading: 12 bytes a pixel for the {@link Image}, 3 to 8 more for
 * what the decoder makes of 8 or 16 bits a channel (up to 32 for wider samples), and the file's
 * length. With the defaults that is 0.8 GB and the file for the largest image of 16 bits with
 * alpha; raise the limits only with the heap.
 *
 * @param maxBytes the longest file accepted, in bytes; at least 1
 * @param maxPixels the largest width times height accepted; 1 to {@value #MAX_PIXELS}
 */
public record DecodeLimits(long maxBytes, long maxPixels) {
  /** The most pixels whose three channels fit into one Java array. */
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
}
