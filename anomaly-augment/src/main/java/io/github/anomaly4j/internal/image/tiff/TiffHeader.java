package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.image.format.ByteSource;
import io.github.anomaly4j.internal.image.format.TiffTags;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the tags of a TIFF say about its pixels, and which kinds of TIFF are read. */
final class TiffHeader {
  static final int WHITE_IS_ZERO = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;
  static final int YCC = 6;

  private final String name;
  private final TiffTags tags;
  private final int width;
  private final int height;
  private final int bits;
  private final int format;
  private final int samples;
  private final int photometric;
  private final int colors;
  private final int alpha;
  private final int compression;

  /**
   * Reads the tags.
   *
   * @param name of the file, for messages
   */
  TiffHeader(String name, ByteSource bytes) throws IOException {
    this.name = name;
    tags = TiffTags.of(bytes);
    width = side(256);
    height = side(257);
    bits = number(258, 1);
    format = number(339, TiffSamples.UNSIGNED) == 4 ? 1 : number(339, TiffSamples.UNSIGNED);
    samples = number(277, 1);
    compression = number(259, TiffSegments.NONE);
    photometric = number(262, 1);
    colors = photometric == RGB || photometric == YCC ? 3 : photometric == CMYK ? 4 : 1;
    int extra = number(338, 0);
    alpha = samples == colors + 1 && (extra == 1 || extra == 2) ? extra : 0;
  }

  /** A number of pixels, 0 if there is no such tag. */
  int side(int tag) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, tags.number(tag, 0)));
  }

  /** A number that is not negative, or another if there is no such tag. */
  int number(int tag, int otherwise) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, tags.number(tag, otherwise)));
  }

  String name() {
    return name;
  }

  TiffTags tags() {
    return tags;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The number of bits of a sample. */
  int bits() {
    return bits;
  }

  /** One of the formats of {@link TiffSamples}. */
  int format() {
    return format;
  }

  /** The number of channels of a pixel, with alpha. */
  int samples() {
    return samples;
  }

  /** The meaning of the colors, such as {@link #RGB}. */
  int photometric() {
    return photometric;
  }

  /** The number of channels of a pixel, without alpha. */
  int colors() {
    return colors;
  }

  /** 0 if there is no alpha, 1 if colors are multiplied by it, 2 if not. */
  int alpha() {
    return alpha;
  }

  int compression() {
    return compression;
  }

  /** Whether the numbers say their range: unsigned integers of at most 16 bits. */
  boolean isNatural() {
    return format == TiffSamples.UNSIGNED && bits <= 16;
  }

  /** Whether Java's own reader reads it: fax compressions and rare color spaces. */
  boolean isLeftToJava() {
    boolean fax = compression >= 2 && compression <= 4;
    boolean rareColors = photometric >= YCC && compression != TiffSegments.JPEG;
    return !tags.isBig() && (fax || rareColors) && compressionName() == null;
  }

  /** The name of a compression that is not read, or null. */
  private @Nullable String compressionName() {
    return switch (compression) {
      case 1, 2, 3, 4, 5, 7, 8, 32946, 32773 -> null;
      case 6 -> "old-style JPEG";
      case 34661 -> "JBIG";
      case 34676, 34677 -> "SGI Log";
      case 33003, 33004, 33005, 34712 -> "JPEG 2000";
      case 34887 -> "LERC";
      case 34892 -> "lossy DNG JPEG";
      case 34925 -> "LZMA";
      case 34926, 50000 -> "ZSTD";
      case 34927, 50001 -> "WebP";
      case 50002, 52546 -> "JPEG XL";
      default -> "a method of the number " + compression;
    };
  }

  /** Refuses kinds of TIFF that are not read, with the reason. */
  void checkKind() throws ImageException {
    String unread = compressionName();
    if (unread != null) {
      throw refused(
          "it is a TIFF compressed by " + unread,
          "one that is uncompressed or compressed by LZW, Deflate, PackBits, JPEG or fax");
    }
    if (isLeftToJava()) {
      return;
    }
    if (compression <= 4 && compression != 1) {
      throw refused("it is a BigTIFF compressed as fax", "a TIFF");
    }
    if (photometric > YCC || photometric == 4) {
      throw refused(
          "its colors are of the kind " + photometric + " (PhotometricInterpretation)",
          "gray, RGB, palette or CMYK");
    }
    for (int i = 1; i < tags.count(258); i++) {
      if (tags.value(258, i) != bits) {
        throw refused("its channels have different numbers of bits", "the same number of each");
      }
    }
    if (!TiffSamples.isKnown(bits, format)
        || compression == TiffSegments.JPEG && (bits != 8 || format != TiffSamples.UNSIGNED)
        || photometric == PALETTE && (bits > 16 || format != TiffSamples.UNSIGNED)) {
      throw refused(
          "its numbers are %s of %d bits".formatted(formatName(), bits),
          "unsigned integers of 1 to 16 or 32 bits, signed ones of 8, 16 or 32, or floats of 16,"
              + " 32 or 64");
    }
    checkChannels();
    int predictor = number(317, 1);
    boolean byWord = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    boolean compressed = compression == 5 || compression == 8 || compression == 32946;
    if (compressed
        && (predictor > 3
            || predictor == 2 && !byWord
            || predictor == 3 && format != TiffSamples.FLOAT)) {
      throw refused(
          "it has the predictor %d with %d bits".formatted(predictor, bits),
          "no predictor, or 2, or 3 with floats");
    }
  }

  private void checkChannels() throws ImageException {
    if (samples == colors || alpha != 0) {
      return;
    }
    // RGBX: the fourth byte is not declared as alpha, so it is ignored.
    if (samples == colors + 1 && photometric == RGB) {
      return;
    }
    throw refused(
        "it has %d channels, of which %d are said to be colors".formatted(samples, colors),
        "gray, RGB or CMYK, each with alpha or without");
  }

  /** The format in words. */
  String formatName() {
    return switch (format) {
      case TiffSamples.UNSIGNED -> "unsigned integers";
      case TiffSamples.SIGNED -> "signed integers";
      case TiffSamples.FLOAT -> "floats";
      default -> "complex";
    };
  }

  private ImageException refused(String found, String expected) {
    return new ImageException(name, found, expected, "save it so, or pass its values to Image.of");
  }
}
