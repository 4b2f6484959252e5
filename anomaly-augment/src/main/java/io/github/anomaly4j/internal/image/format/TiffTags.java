package io.github.anomaly4j.internal.image.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  private record Field(int type, int count, long offset) {}

  private final ByteSource file;
  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, Field> fields = new HashMap<>();

  /** The values of the tags that were read. */
  private final Map<Integer, ByteBuffer> values = new HashMap<>();

  private TiffTags(ByteSource file) throws IOException {
    this.file = file;
    if (file.length() < 16) {
      throw new IOException("no header");
    }
    byte[] bytes = file.read(0, 16);
    order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer header = ByteBuffer.wrap(bytes).order(order);
    big = header.getShort(2) == 43;
    int own = big ? Long.BYTES : Short.BYTES;
    long start = inside(big ? header.getLong(8) : header.getInt(4) & 0xffffffffL, own);
    ByteBuffer number = part(start, own);
    long count = big ? number.getLong(0) : number.getShort(0) & 0xffff;
    if (count < 1 || count > MAX_TAGS) {
      throw new IOException("a directory of " + count + " tags");
    }
    int size = big ? 20 : 12;
    long first = inside(start + own, count * size);
    ByteBuffer directory = part(first, (int) count * size);
    for (int i = 0; i < count; i++) {
      add(directory, i * size, first);
    }
  }

  public static TiffTags of(byte[] bytes) throws IOException {
    return new TiffTags(ByteSource.of(bytes));
  }

  public static TiffTags of(ByteSource file) throws IOException {
    return new TiffTags(file);
  }

  private ByteBuffer part(long from, int length) throws IOException {
    return ByteBuffer.wrap(file.read(from, length)).order(order);
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

  private void add(ByteBuffer directory, int at, long first) {
    int type = directory.getShort(at + 2);
    long count = big ? directory.getLong(at + 4) : directory.getInt(at + 4) & 0xffffffffL;
    if (type < 1 || type >= SIZES.length || SIZES[type] == 0) {
      return;
    }
    int inline = big ? 8 : 4;
    int value = at + (big ? 12 : 8);
    if (count < 0 || count > Math.min(Integer.MAX_VALUE - 8, file.length()) / SIZES[type]) {
      return;
    }
    long length = count * SIZES[type];
    long offset =
        length <= inline
            ? first + value
            : big ? directory.getLong(value) : directory.getInt(value) & 0xffffffffL;
    if (offset >= 0 && offset <= file.length() - length) {
      // Of several tags of one kind, the first counts, as in LibTIFF.
      fields.putIfAbsent(directory.getShort(at) & 0xffff, new Field(type, (int) count, offset));
    }
  }

  private long inside(long offset, long length) throws IOException {
    if (offset < 0 || offset > file.length() - length) {
      throw new IOException("the directory lies outside the file");
    }
    return offset;
  }

  public ByteOrder order() {
    return order;
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
    ByteBuffer own = values.computeIfAbsent(tag, this::read);
    int at = index * SIZES[field.type];
    return switch (field.type) {
      case 1, 2, 7 -> own.get(at) & 255;
      case 3 -> own.getShort(at) & 0xffff;
      case 4, 13 -> own.getInt(at) & 0xffffffffL;
      case 5 -> (own.getInt(at) & 0xffffffffL) / (double) (own.getInt(at + 4) & 0xffffffffL);
      case 6 -> own.get(at);
      case 8 -> own.getShort(at);
      case 9 -> own.getInt(at);
      case 10 -> own.getInt(at) / (double) own.getInt(at + 4);
      case 11 -> own.getFloat(at);
      case 12 -> own.getDouble(at);
      default -> own.getLong(at);
    };
  }

  private ByteBuffer read(int tag) {
    Field field = requireNonNull(fields.get(tag));
    try {
      return part(field.offset, field.count * SIZES[field.type]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a tag; none if there is none. */
  public byte[] bytes(int tag) {
    return fields.containsKey(tag) ? values.computeIfAbsent(tag, this::read).array() : new byte[0];
  }
}
