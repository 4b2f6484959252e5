package io.github.anomaly4j.image;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Where an image comes from and how it was stored. Images are equal if their pixels are, with any
 * origins.
 *
 * @param name what messages call the image: a file's path, or the name that its caller gave
 * @param format how it was stored: {@code "PNG"}, {@code "JPEG"}, {@code "TIFF"} and so on; {@code
 *     "BufferedImage"} or {@code "numbers"} for an image that the program gave
 * @param bits of one channel as stored: 8 in most images, 16 in deep ones, 32 in floats
 * @param range the stored numbers that are 0 and 1 in the image: 0 to 255 with 8 bits, 0 to 65535
 *     with 16
 * @param jpegQuality an estimate of its JPEG quality, from 1 to 100 on the scale of libjpeg; empty
 *     for other formats
 * @param cutOff the share of its numbers that were outside the range and cut off to 0 or 1; 0 for
 *     most images
 */
public record Origin(
    String name,
    String format,
    int bits,
    PixelRange range,
    OptionalInt jpegQuality,
    double cutOff) {
  /** Checks that nothing is null, and that the share is in [0, 1]. */
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
   * Whether it was stored as unsigned integers of 9 to 16 bits and read with their whole range.
   * Cameras of 10, 12 and 14 bits fill only a part of that range.
   */
  public boolean isDeep() {
    return bits > Byte.SIZE && bits <= Short.SIZE && range.equals(PixelRange.ofBits(bits));
  }

  /** The same under another name. */
  public Origin named(String newName) {
    return new Origin(newName, format, bits, range, jpegQuality, cutOff);
  }
}
