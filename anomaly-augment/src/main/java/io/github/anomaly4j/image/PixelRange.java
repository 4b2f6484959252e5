package io.github.anomaly4j.image;

/**
 * The numbers in a file that stand for black and for white: an {@link Image} holds {@code (number -
 * low) / (high - low)}, and numbers outside are cut off to 0 or 1.
 *
 * @param low what becomes 0; finite
 * @param high what becomes 1; finite and above low
 */
public record PixelRange(double low, double high) {
  /**
   * Checks both; {@link IllegalArgumentException} if one is not finite or high is not above low.
   */
  public PixelRange {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "a range of pixels goes from a finite number to a higher one, got "
              + low
              + " to "
              + high);
    }
  }

  /**
   * The range of unsigned integers: 0 to 2<sup>bits</sup> - 1.
   *
   * @param bits 1 to 32
   * @throws IllegalArgumentException if bits is outside 1 to 32
   */
  public static PixelRange ofBits(int bits) {
    if (bits < 1 || bits > Integer.SIZE) {
      throw new IllegalArgumentException("bits must be from 1 to 32, was " + bits);
    }
    return new PixelRange(0, (1L << bits) - 1);
  }

  @Override
  public String toString() {
    return text(low) + " to " + text(high);
  }

  /** Whole numbers without a fraction. */
  private static String text(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }
}
