package io.github.anomaly4j.image;

/**
 * How large a picture file may be before it is refused.
 *
 * <p>Both limits are checked before any memory is set aside for pixels: the first against the
 * file's length, the second against the width times height that the file's header declares.
 *
 * @param maxBytes the longest file accepted, in bytes; at least 1
 * @param maxPixels the largest width times height accepted; 1 to {@value #MOST_PIXELS}
 */
public record DecodeLimits(long maxBytes, long maxPixels) {
  /** The most pixels whose three channels fit into one Java array. */
  public static final long MOST_PIXELS = Integer.MAX_VALUE / 3;

  /** Checks both limits; {@link IllegalArgumentException} if one is out of its range. */
  public DecodeLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, was " + maxBytes);
    }
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be from 1 to " + MOST_PIXELS + ", was " + maxPixels);
    }
  }

  /** 256 MiB and 100 megapixels. */
  public static DecodeLimits defaults() {
    return new DecodeLimits(256L << 20, 100_000_000);
  }
}
