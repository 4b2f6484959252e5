package io.github.anomaly4j.image;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Where an image comes from. Images are equal by their pixels alone, whatever their origins.
 *
 * @param name what messages call the image: a file's path, or the name that its caller gave
 * @param format how it was stored: {@code "PNG"}, {@code "JPEG"}, {@code "TIFF"} and so on; {@code
 *     "BufferedImage"} or {@code "numbers"} of an image that was given by the program
 * @param bits of one channel as stored: 8 of most images, 16 of deep ones, 32 of floats
 * @param range the stored numbers that are 0 and 1 in the image: 0 to 255 of 8 bits, 0 to 65535 of
 *     16
 * @param jpegQuality an estimate of the quality at which JPEG compressed it, from 1 to 100 on the
 *     scale of libjpeg; empty of other formats
 * @param cutOff the share of its numbers that lay outside the range and were cut off to 0 or 1; 0
 *     of most
 */
public record Origin(
    String name,
    String format,
    int bits,
    PixelRange range,
    OptionalInt jpegQuality,
    double cutOff) {
  /** Checks that nothing is null, and that the share is one. */
  public Origin {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(jpegQuality, "jpegQuality");
    if (!(cutOff >= 0 && cutOff <= 1)) {
      throw new IllegalArgumentException("a share of numbers is from 0 to 1, was " + cutOff);
    }
  }

  /**
   * Whether it was stored as unsigned integers of 9 to 16 bits that were taken in their whole
   * range, as those of cameras of 10, 12 and 14 bits are, which fill a part of it.
   */
  public boolean isDeep() {
    return bits > Byte.SIZE && bits <= Short.SIZE && range.equals(PixelRange.ofBits(bits));
  }

  /** The same under another name. */
  public Origin named(String newName) {
    return new Origin(newName, format, bits, range, jpegQuality, cutOff);
  }
}
