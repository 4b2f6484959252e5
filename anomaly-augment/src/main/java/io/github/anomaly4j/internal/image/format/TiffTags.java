package io.github.anomaly4j.internal.image.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF or BigTIFF file (TIFF 6.0, section 2; BigTIFF by LibTIFF). Memory
 * is allocated only for data within the file.
 */
public final class TiffTags {
  /** Far more tags than any image has; further ones are not read. */
  private static final int MAX_TAGS = 4096;

  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /** The position of the values. */
  private record Field(int type, int count, int offset) {}

  private final ByteBuffer file;
  private final boolean big;
  private final Map<Integer, Field> fields = new HashMap<>();

  private TiffTags(byte[] bytes) throws IOException {
    file = ByteBuffer.wrap(bytes);
    if (bytes.length < 16) {
      throw new IOException("no header");
    }
    file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    big = file.getShort(2) == 43;
    int start = inside(big ? file.getLong(8) : file.getInt(4) & 0xffffffffL, big ? 8 : 2);
    long count = big ? file.getLong(start) : file.getShort(start) & 0xffff;
    if (count < 1 || count > MAX_TAGS) {
      throw new IOException("a directory of " + count + " tags");
    }
    int size = big ? 20 : 12;
    int first = inside(start + (big ? 8 : 2), count * size);
    for (int i = 0; i < count; i++) {
      add(first + i * size);
    }
  }

  public static TiffTags of(byte[] bytes) throws IOException {
    return new TiffTags(bytes);
  }

  /** "II*", "MM*", and the same with a plus for BigTIFF. */
  public static boolean isTiff(byte[] bytes) {
    return bytes.length > 4
        && (bytes[0] == 'I'
                && bytes[1] == 'I'
                && bytes[3] == 0
                && (bytes[2] == 42 || bytes[2] == 43)
            || bytes[0] == 'M'
                && bytes[1] == 'M'
                && bytes[2] == 0
                && (bytes[3] == 42 || bytes[3] == 43));
  }

  private void add(int at) {
    int type = file.getShort(at + 2);
    long count = big ? file.getLong(at + 4) : file.getInt(at + 4) & 0xffffffffL;
    if (type < 1 || type >= SIZES.length || SIZES[type] == 0) {
      return;
    }
    int inline = big ? 8 : 4;
    int value = at + (big ? 12 : 8);
    if (count < 0 || count > file.capacity() / SIZES[type]) {
      return;
    }
    long length = count * SIZES[type];
    long offset =
        length <= inline ? value : big ? file.getLong(value) : file.getInt(value) & 0xffffffffL;
    if (offset >= 0 && offset <= file.capacity() - length) {
      // Of several tags of one kind, the first counts, as in LibTIFF.
      fields.putIfAbsent(file.getShort(at) & 0xffff, new Field(type, (int) count, (int) offset));
    }
  }

  private int inside(long offset, long length) throws IOException {
    if (offset < 0 || offset > file.capacity() - length) {
      throw new IOException("the directory lies outside the file");
    }
    return (int) offset;
  }

  public ByteOrder order() {
    return file.order();
  }

  public boolean isBig() {
    return big;
  }

  /** How many values a tag has; 0 if there is none. */
  public int count(int tag) {
    Field field = fields.get(tag);
    return field == null ? 0 : field.count;
  }

  /** The first value of a tag, or another if there is none. */
  public long number(int tag, long otherwise) {
    return count(tag) == 0 ? otherwise : (long) value(tag, 0);
  }

  /** One of the values of a tag. */
  public double value(int tag, int index) {
    Field field = requireNonNull(fields.get(tag));
    int at = field.offset + index * SIZES[field.type];
    return switch (field.type) {
      case 1, 2, 7 -> file.get(at) & 255;
      case 3 -> file.getShort(at) & 0xffff;
      case 4, 13 -> file.getInt(at) & 0xffffffffL;
      case 5 -> (file.getInt(at) & 0xffffffffL) / (double) (file.getInt(at + 4) & 0xffffffffL);
      case 6 -> file.get(at);
      case 8 -> file.getShort(at);
      case 9 -> file.getInt(at);
      case 10 -> file.getInt(at) / (double) file.getInt(at + 4);
      case 11 -> file.getFloat(at);
      case 12 -> file.getDouble(at);
      default -> file.getLong(at);
    };
  }

  /** The bytes of a tag; none if there is none. */
  public byte[] bytes(int tag) {
    Field field = fields.get(tag);
    byte[] bytes = new byte[field == null ? 0 : field.count * SIZES[field.type]];
    if (field != null) {
      file.get(field.offset, bytes);
    }
    return bytes;
  }
}
