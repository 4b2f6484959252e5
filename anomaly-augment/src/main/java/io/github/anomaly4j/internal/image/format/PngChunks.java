package io.github.anomaly4j.internal.image.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The header of a PNG file, read before its decoder runs. */
public final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** The length and the type before the data of a chunk, and the checksum behind it. */
  private static final int HEADER = 8;

  private static final int FRAME = HEADER + 4;

  /** The length of a chunk that is read; longer texts and profiles do not matter. */
  private static final int MAX_READ = 1 << 20;

  private final List<Data> data = new ArrayList<>();
  private byte[] palette = {};
  private int bits;
  private int colorType;
  private boolean interlaced;
  private boolean transparent;
  private int width;
  private int height;
  private long compressed;
  private int orientation = Orientation.UPRIGHT;

  /** Where compressed pixels are in the file. */
  public record Data(long offset, long length) {}

  /** The chunks of a file in memory. */
  public PngChunks(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    int at = SIGNATURE.length;
    while (at + FRAME <= bytes.length) {
      long length = file.getInt(at) & 0xffffffffL;
      if (length > (long) bytes.length - at - FRAME) {
        // The rest of the last chunk counts; the decoder reports that it is cut short.
        length = (long) bytes.length - at - FRAME;
      }
      chunk(type(bytes, at + 4), bytes, at + HEADER, at + HEADER, length);
      at += FRAME + (int) length;
    }
  }

  /** The chunks of a file on disk, of which compressed pixels are not read. */
  public PngChunks(SeekableByteChannel file) throws IOException {
    long size = file.size();
    byte[] header = new byte[HEADER];
    long at = SIGNATURE.length;
    while (at + FRAME <= size) {
      fill(ByteBuffer.wrap(header), file, at);
      long length = Math.min(ByteBuffer.wrap(header).getInt() & 0xffffffffL, size - at - FRAME);
      String type = type(header, 4);
      byte[] content = {};
      if (!type.equals("IDAT") && length <= MAX_READ) {
        content = new byte[(int) length];
        fill(ByteBuffer.wrap(content), file, at + HEADER);
      }
      chunk(type, content, 0, at + HEADER, length);
      at += FRAME + length;
    }
  }

  private static void fill(ByteBuffer target, SeekableByteChannel file, long from)
      throws IOException {
    file.position(from);
    while (target.hasRemaining()) {
      if (file.read(target) < 0) {
        throw new EOFException("it ended while it was read");
      }
    }
  }

  private static String type(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  public static boolean isPng(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Takes a chunk in.
   *
   * @param content holds its data from {@code at} on, unless it is long or holds pixels
   * @param offset of its data in the file
   */
  private void chunk(String type, byte[] content, int at, long offset, long length) {
    boolean held = content.length - at >= length;
    switch (type) {
      case "IHDR" -> {
        if (held && length >= 13 && width == 0) {
          ByteBuffer sides = ByteBuffer.wrap(content);
          width = sides.getInt(at);
          height = sides.getInt(at + 4);
          bits = content[at + 8];
          colorType = content[at + 9];
          interlaced = content[at + 12] != 0;
        }
      }
      case "IDAT" -> {
        compressed += length;
        data.add(new Data(offset, length));
      }
      case "PLTE" -> {
        if (held) {
          palette = Arrays.copyOfRange(content, at, at + (int) length);
        }
      }
      case "tRNS" -> transparent = true;
      case "eXIf" -> {
        if (held) {
          orientation = Orientation.ofExif(content, at, (int) length);
        }
      }
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

  /** The bits of a sample. */
  public int bits() {
    return bits;
  }

  /** What a pixel consists of: 0 gray, 2 RGB, 3 an index, 4 and 6 with alpha. */
  public int colorType() {
    return colorType;
  }

  public boolean interlaced() {
    return interlaced;
  }

  /** Whether pixels may be transparent. */
  public boolean transparent() {
    return transparent || colorType == 4 || colorType == 6;
  }

  /** Red, green and blue of each index. */
  public byte[] palette() {
    return palette;
  }

  /** Where the compressed pixels are, in order. */
  public List<Data> data() {
    return data;
  }

  /** The bytes of one decompressed row, with the byte of its filter. */
  public long rowBytes() {
    return ((long) width * channels(colorType) * bits + 7) / 8 + 1;
  }

  /** The bytes of compressed pixels. */
  public long compressed() {
    return compressed;
  }

  public int orientation() {
    return orientation;
  }
}
