package io.github.anomaly4j.internal.image.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The header of a JPEG file, read before its decoder runs (ITU-T T.81, annex B). The decoder's time
 * grows with the number of scans: a file of a few kilobytes may hold thousands, each over the whole
 * image.
 */
public final class JpegSegments {
  /** The usual progressive CMYK, the longest sequence in use, has 26. */
  private static final int MAX_SCANS = 40;

  /** The usual progressive color JPEG has 10; up to 12 scans are read at any size. */
  private static final int USUAL_SCANS = 12;

  /** Above this product of pixels and scans, no more than the usual number of scans is allowed. */
  private static final long MAX_WORK = 500_000_000;

  /** Table K.1 of the standard in zigzag order, which libjpeg scales by its quality. */
  private static final int[] LUMINANCE = {
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99
  };

  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int QUANTIZATION = 0xdb;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;

  private final byte[] bytes;
  private final int[][] tables = new int[4][];

  /** The file without color profiles, previews and comments. */
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

  private int process;
  private int width;
  private int height;
  private int precision;
  private int components;
  private int luminanceTable;
  private int scans;
  private boolean oriented;
  private int orientation = Orientation.UPRIGHT;

  public JpegSegments(byte[] bytes) throws IOException {
    this.bytes = bytes;
    read();
  }

  public static boolean isJpeg(byte[] bytes) {
    return bytes.length > 2
        && (bytes[0] & 255) == 0xff
        && (bytes[1] & 255) == START_OF_IMAGE
        && (bytes[2] & 255) == 0xff;
  }

  private void read() throws IOException {
    int at = 2;
    int copied = 0;
    while (true) {
      at = nextMarker(at);
      if (at < 0) {
        break;
      }
      int marker = bytes[at + 1] & 255;
      if (marker == END_OF_IMAGE) {
        at += 2;
        plain.write(bytes, copied, at - copied);
        return;
      }
      if (marker >= 0xd0 && marker <= START_OF_IMAGE || marker == 1) {
        at += 2;
        continue;
      }
      if (at + 4 > bytes.length) {
        break;
      }
      int length = number(at + 2);
      if (length < 2 || at + 2 + length > bytes.length) {
        break;
      }
      segment(marker, at + 4, length - 2);
      if (marker >= APP0 && marker <= APP15 && marker != APP0 && marker != APP14
          || marker == COMMENT) {
        plain.write(bytes, copied, at - copied);
        copied = at + 2 + length;
      }
      at += 2 + length;
    }
    // The decoder reports errors in the rest.
    plain.write(bytes, copied, bytes.length - copied);
  }

  /** The position of the next marker, after data and fill bytes, as decoders search it; or -1. */
  private int nextMarker(int from) {
    for (int i = from; i + 1 < bytes.length; i++) {
      int next = bytes[i + 1] & 255;
      if ((bytes[i] & 255) == 0xff && next != 0 && next != 0xff) {
        return i;
      }
    }
    return -1;
  }

  private int number(int at) {
    return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
  }

  private void segment(int marker, int at, int length) throws IOException {
    if (marker == START_OF_SCAN) {
      scans++;
    } else if (marker == QUANTIZATION) {
      quantization(at, at + length);
    } else if (marker == APP1 && length > 6 && isExif(at) && !oriented) {
      // If there are two EXIF segments, viewers use the first.
      oriented = true;
      orientation = Orientation.ofExif(bytes, at + 6, length - 6);
    } else if (marker >= 0xc0
        && marker <= 0xcf
        && marker != 0xc4
        && marker != 0xc8
        && marker != 0xcc) {
      frame(marker, at, length);
    }
  }

  private boolean isExif(int at) {
    return Arrays.equals(bytes, at, at + 6, new byte[] {'E', 'x', 'i', 'f', 0, 0}, 0, 6);
  }

  private void frame(int marker, int at, int length) throws IOException {
    if (process != 0) {
      throw new IOException("two frames in one file");
    }
    if (length < 9) {
      throw new IOException("a frame header of " + length + " bytes");
    }
    process = marker;
    precision = bytes[at] & 255;
    height = number(at + 1);
    width = number(at + 3);
    components = bytes[at + 5] & 255;
    luminanceTable = bytes[at + 8] & 3;
  }

  private void quantization(int from, int end) {
    int at = from;
    while (at < end) {
      int wide = (bytes[at] & 255) >> 4;
      int id = bytes[at] & 3;
      at++;
      int size = wide == 0 ? 1 : 2;
      if (at + 64 * size > end) {
        return;
      }
      int[] table = new int[64];
      for (int i = 0; i < 64; i++) {
        table[i] = size == 1 ? bytes[at + i] & 255 : number(at + 2 * i);
      }
      tables[id] = table;
      at += 64 * size;
    }
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public int components() {
    return components;
  }

  public int scans() {
    return scans;
  }

  /**
   * How many scans are allowed at this size: each takes time for all pixels, even if it is short.
   */
  public int mostScans() {
    long pixels = Math.max(1, (long) width * height);
    return (int) Math.max(USUAL_SCANS, Math.min(MAX_SCANS, MAX_WORK / pixels));
  }

  public int orientation() {
    return orientation;
  }

  /** The file without profiles, previews and comments. */
  public byte[] plain() {
    return plain.toByteArray();
  }

  /** The reason why no decoder here can read the file, or null. */
  public @Nullable String unread() {
    if (process == 0) {
      return null;
    }
    if (process > 0xc2) {
      return process == 0xc3 ? "a lossless JPEG" : "an arithmetically coded or hierarchical JPEG";
    }
    return precision == Byte.SIZE ? null : "a JPEG of " + precision + " bits a channel";
  }

  /**
   * The quality whose table is nearest to that of the first component; empty if there is no table.
   */
  public OptionalInt quality() {
    int[] table = tables[luminanceTable];
    if (table == null) {
      return OptionalInt.empty();
    }
    int best = 100;
    long smallest = Long.MAX_VALUE;
    for (int quality = 100; quality >= 1; quality--) {
      int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
      long difference = 0;
      for (int i = 0; i < 64; i++) {
        int step = Math.max(1, Math.min(255, (LUMINANCE[i] * scale + 50) / 100));
        difference += Math.abs(step - table[i]);
      }
      if (difference < smallest) {
        smallest = difference;
        best = quality;
      }
    }
    return OptionalInt.of(best);
  }
}
