package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.internal.image.format.ByteSource;
import io.github.anomaly4j.internal.image.format.JdkReader;
import io.github.anomaly4j.internal.image.format.JpegSegments;
import io.github.anomaly4j.internal.image.format.TiffTags;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The strips or tiles of a TIFF, each decompressed on its own, with predictors undone (TIFF 6.0,
 * sections 7, 9, 13, 14 and 15; Adobe's technical notes on Deflate, and on the predictor of
 * floats).
 */
final class TiffSegments {
  static final int NONE = 1;
  static final int LZW = 5;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int OLD_DEFLATE = 32946;
  static final int PACK_BITS = 32773;

  /** Every segment costs a set-up of its own, even if it is small. */
  private static final int MAX_SEGMENTS = 1 << 18;

  private static final int MAX_JPEGS = 1 << 14;

  /** The highest ratio, rounded up: DEFLATE 1:1032, LZW strings of 3,838 bytes by 12 bits. */
  private static final int MAX_RATIO = 2600;

  private final ByteSource file;
  private final TiffTags tags;
  private final TiffLayout layout;
  private final long[] offsets;
  private final long[] counts;
  private final Inflater inflater = new Inflater();
  private @Nullable JpegSegments jpegTables;

  TiffSegments(ByteSource file, TiffTags tags, TiffLayout layout) throws IOException {
    this.file = file;
    this.tags = tags;
    this.layout = layout;
    int expected = layout.segments() * layout.planes();
    int most = layout.compression() == JPEG ? MAX_JPEGS : MAX_SEGMENTS;
    if (expected > most) {
      throw new IOException("%d strips or tiles, at most %d".formatted(expected, most));
    }
    offsets = numbers(layout.tiled() ? 324 : 273, expected);
    counts = counts(expected);
    check();
  }

  private long[] counts(int expected) throws IOException {
    int tag = layout.tiled() ? 325 : 279;
    if (tags.count(tag) == 0 && layout.compression() == NONE) {
      // Some writers leave out counts that follow from the size.
      long[] whole = new long[expected];
      Arrays.fill(whole, layout.segmentBytes());
      return whole;
    }
    return numbers(tag, expected);
  }

  private long[] numbers(int tag, int expected) throws IOException {
    if (tags.count(tag) < expected) {
      throw new IOException("%d of %d strips or tiles".formatted(tags.count(tag), expected));
    }
    long[] numbers = new long[expected];
    for (int i = 0; i < expected; i++) {
      numbers[i] = (long) tags.value(tag, i);
    }
    return numbers;
  }

  /**
   * Refuses strips that share bytes or promise more than they can hold: the work must be bounded.
   */
  private void check() throws IOException {
    long sum = 0;
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < 0 || counts[i] < 0 || offsets[i] > file.length()) {
        throw new IOException("a strip or tile outside the file");
      }
      counts[i] = Math.min(counts[i], file.length() - offsets[i]);
      sum += counts[i];
      long rows = layout.rows(i % layout.segments());
      if (rows * layout.rowBytes() > ratio() * counts[i] + 64) {
        throw new IOException(
            "%d bytes of a strip or tile are missing or too few".formatted(counts[i]));
      }
    }
    if (sum > file.length()) {
      throw new IOException("strips or tiles that overlap");
    }
  }

  private long ratio() {
    return switch (layout.compression()) {
      case NONE -> 1;
      case PACK_BITS -> 64;
      // One bit may encode a block of 32 by 32 pixels.
      case JPEG -> 8192L * layout.samples();
      default -> MAX_RATIO;
    };
  }

  /** The decompressed samples of one strip or tile, in the file's byte order. */
  byte[] read(int segment, int plane) throws IOException {
    int index = plane * layout.segments() + segment;
    int rows = layout.rows(segment);
    byte[] target = new byte[Math.toIntExact(rows * layout.rowBytes())];
    int length = Math.toIntExact(counts[index]);
    byte[] source = file.read(offsets[index], length);
    if (layout.reversedBits() && layout.compression() != JPEG) {
      reverse(source);
    }
    int read =
        switch (layout.compression()) {
          case NONE -> {
            int count = Math.min(length, target.length);
            System.arraycopy(source, 0, target, 0, count);
            yield count;
          }
          case LZW -> lzw(source, 0, length, target);
          case PACK_BITS -> unpack(source, 0, length, target);
          case JPEG -> jpeg(source, rows, target);
          default -> inflate(source, 0, length, target);
        };
    if (read < target.length) {
      throw new IOException("a strip or tile is cut short");
    }
    if (layout.predictor() == 2) {
      undoDifferences(target, rows);
    } else if (layout.predictor() == 3) {
      undoFloats(target, rows);
    }
    return target;
  }

  void close() {
    inflater.end();
  }

  private static void reverse(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
  }

  private static int lzw(byte[] source, int from, int length, byte[] target) throws IOException {
    if (length > 1 && source[from] == 0 && (source[from + 1] & 1) == 1) {
      throw new IOException("LZW of the kind before TIFF 6.0, its bits reversed");
    }
    return LzwDecoder.decode(source, from, length, target);
  }

  private int inflate(byte[] source, int from, int length, byte[] target) throws IOException {
    inflater.reset();
    inflater.setInput(source, from, length);
    int written = 0;
    try {
      while (written < target.length) {
        int count = inflater.inflate(target, written, target.length - written);
        if (count == 0) {
          return written;
        }
        written += count;
      }
    } catch (DataFormatException e) {
      throw new IOException(e);
    }
    return written;
  }

  private static int unpack(byte[] source, int from, int length, byte[] target) {
    int at = from;
    int end = from + length;
    int written = 0;
    while (at < end && written < target.length) {
      int control = source[at++];
      if (control >= 0) {
        int count = Math.min(control + 1, Math.min(end - at, target.length - written));
        System.arraycopy(source, at, target, written, count);
        at += count;
        written += count;
      } else if (control != -128 && at < end) {
        int count = Math.min(1 - control, target.length - written);
        Arrays.fill(target, written, written + count, source[at++]);
        written += count;
      }
    }
    return written;
  }

  /** A JPEG with the size of the strip or tile, whose tables may be in a separate tag. */
  private int jpeg(byte[] source, int rows, byte[] target) throws IOException {
    byte[] tables = tags.bytes(347);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    if (tables.length > 4) {
      if (jpegTables == null) {
        jpegTables = new JpegSegments(tables);
      }
      // Both are whole files: drop the end marker of one and the start marker of the other.
      whole.write(tables, 0, tables.length - 2);
      whole.write(source, Math.min(2, source.length), Math.max(0, source.length - 2));
    } else {
      whole.write(source, 0, source.length);
    }
    byte[] bytes = whole.toByteArray();
    JpegSegments segments = new JpegSegments(bytes);
    int channels = layout.planes() > 1 ? 1 : layout.samples();
    if (segments.unread() != null) {
      throw new IOException("it holds " + segments.unread());
    }
    if (segments.width() < layout.segmentWidth()
        || segments.height() < rows
        || segments.width() > layout.segmentWidth() + 64
        || segments.height() > layout.segmentHeight() + 64
        || segments.components() != channels
        || segments.scans() > segments.mostScans()) {
      throw new IOException(
          "a JPEG of %dx%d, %d channels and %d scans in a strip or tile of %dx%d"
              .formatted(
                  segments.width(),
                  segments.height(),
                  segments.components(),
                  segments.scans(),
                  layout.segmentWidth(),
                  rows));
    }
    if (jpegTables == null) {
      jpegTables = segments;
    }
    Raster raster = JdkReader.JPEG.raster(segments.plain());
    int columns = layout.segmentWidth();
    int[] line = new int[raster.getWidth() * channels];
    for (int y = 0; y < rows; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, line);
      for (int i = 0; i < columns * channels; i++) {
        target[y * columns * channels + i] = (byte) line[i];
      }
    }
    return target.length;
  }

  OptionalInt jpegQuality() {
    return jpegTables == null ? OptionalInt.empty() : jpegTables.quality();
  }

  private void undoDifferences(byte[] bytes, int rows) {
    int size = layout.bits() / 8;
    int step = layout.samplesPerPixel() * size;
    boolean little = tags.order() == ByteOrder.LITTLE_ENDIAN;
    int rowBytes = (int) layout.rowBytes();
    for (int y = 0; y < rows; y++) {
      for (int at = y * rowBytes + step; at < (y + 1) * rowBytes; at += size) {
        int carry = 0;
        for (int i = 0; i < size; i++) {
          int place = at + (little ? i : size - 1 - i);
          carry += (bytes[place] & 255) + (bytes[place - step] & 255);
          bytes[place] = (byte) carry;
          carry >>= 8;
        }
      }
    }
  }

  /** Undoes the predictor of floats: bytes sorted by significance, then subtracted. */
  private void undoFloats(byte[] bytes, int rows) {
    int size = layout.bits() / 8;
    int step = layout.samplesPerPixel();
    int rowBytes = (int) layout.rowBytes();
    int values = rowBytes / size;
    boolean little = tags.order() == ByteOrder.LITTLE_ENDIAN;
    byte[] row = new byte[rowBytes];
    for (int y = 0; y < rows; y++) {
      int start = y * rowBytes;
      for (int i = step; i < rowBytes; i++) {
        bytes[start + i] += bytes[start + i - step];
      }
      System.arraycopy(bytes, start, row, 0, rowBytes);
      for (int i = 0; i < values; i++) {
        for (int b = 0; b < size; b++) {
          bytes[start + i * size + (little ? size - 1 - b : b)] = row[b * values + i];
        }
      }
    }
  }
}
