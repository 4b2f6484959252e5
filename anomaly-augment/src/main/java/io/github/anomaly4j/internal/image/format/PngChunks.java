package io.github.anomaly4j.internal.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The header of a PNG file, read before its decoder runs. */
public final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ByteBuffer file;
  private int bitsPerPixel;
  private int width;
  private int height;
  private long compressed;
  private int orientation = Orientation.UPRIGHT;

  public PngChunks(byte[] bytes) {
    file = ByteBuffer.wrap(bytes);
    int at = SIGNATURE.length;
    while (at + 12 <= bytes.length) {
      long length = file.getInt(at) & 0xffffffffL;
      if (length > (long) bytes.length - at - 12) {
        // The rest of the last chunk counts; the decoder reports that it is cut short.
        length = (long) bytes.length - at - 12;
      }
      chunk(new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1), at + 8, (int) length);
      at += 12 + (int) length;
    }
  }

  public static boolean isPng(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  private void chunk(String type, int at, int length) {
    switch (type) {
      case "IHDR" -> {
        if (length >= 13 && width == 0) {
          width = file.getInt(at);
          height = file.getInt(at + 4);
          bitsPerPixel = file.get(at + 8) * channels(file.get(at + 9));
        }
      }
      case "IDAT" -> compressed += length;
      case "eXIf" -> orientation = Orientation.ofExif(file.array(), at, length);
      default -> {
        // Texts and profiles do not change the numbers.
      }
    }
  }

  private static int channels(int colorType) {
    return switch (colorType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The bytes of one decompressed row, with the byte of its filter. */
  public long rowBytes() {
    return ((long) width * bitsPerPixel + 7) / 8 + 1;
  }

  /** The bytes of compressed pixels. */
  public long compressed() {
    return compressed;
  }

  public int orientation() {
    return orientation;
  }
}
