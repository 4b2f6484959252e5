package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.image.format.PngChunks;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A PNG file that is decoded row by row from the top (PNG, Third Edition, sections 9 and 10). The
 * rows of the last region are kept as bytes. Gray, RGB and palette without transparency and
 * interlacing.
 */
final class PngRows implements RegionSource {
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int BUFFER = 1 << 16;

  private final SeekableByteChannel file;
  private final PngChunks chunks;
  private final Origin origin;

  /** The bytes of a row, and those from a byte to the one to its left in the filters. */
  private final int rowBytes;

  private final int step;

  /** Decoded rows; the last of them is row {@code decoded - 1}. */
  private final ArrayDeque<byte[]> rows = new ArrayDeque<>();

  /** The value of each sample; a table is faster than a division. */
  private final float[] values;

  private final Inflater inflater = new Inflater();
  private int decoded;
  private InputStream pixels;

  /**
   * Opens the pixels.
   *
   * @param file closed with this object
   */
  PngRows(SeekableByteChannel file, PngChunks chunks, String name) {
    this.file = file;
    this.chunks = chunks;
    rowBytes = Math.toIntExact(chunks.rowBytes() - 1);
    step = rowBytes / chunks.width();
    // A palette is of 8 bits, and so are images that Java's reader makes of it.
    origin =
        new Origin(
            name, "PNG", chunks.bits(), PixelRange.ofBits(chunks.bits()), OptionalInt.empty(), 0);
    values = new float[1 << chunks.bits()];
    for (int sample = 0; sample < values.length; sample++) {
      values[sample] = (float) ((double) sample / (values.length - 1));
    }
    pixels = inflated();
  }

  /** Whether a file of these chunks is read row by row. */
  static boolean reads(PngChunks chunks) {
    boolean known =
        switch (chunks.colorType()) {
          case 0, RGB -> chunks.bits() == Byte.SIZE || chunks.bits() == Short.SIZE;
          case PALETTE -> chunks.bits() == Byte.SIZE;
          default -> false;
        };
    return known && !chunks.interlaced() && !chunks.transparent();
  }

  private InputStream inflated() {
    return new InflaterInputStream(new Compressed(), inflater, BUFFER);
  }

  @Override
  public int width() {
    return chunks.width();
  }

  @Override
  public int height() {
    return chunks.height();
  }

  @Override
  public Optional<Origin> origin() {
    return Optional.of(origin);
  }

  @Override
  public boolean byRegions() {
    return true;
  }

  @Override
  public float[] read(int x, int y, int width, int height) throws IOException {
    if (y < decoded - rows.size()) {
      inflater.reset();
      pixels = inflated();
      rows.clear();
      decoded = 0;
    }
    while (decoded < y + height) {
      // The last row stays, since the next one is told by its difference to it.
      boolean spare = rows.size() > 1 && decoded - rows.size() < y;
      rows.addLast(next(spare ? rows.removeFirst() : new byte[rowBytes]));
      decoded++;
    }
    while (decoded - rows.size() < y) {
      rows.removeFirst();
    }
    float[] rgb = new float[Image.CHANNELS * width * height];
    Iterator<byte[]> held = rows.iterator();
    for (int row = 0; row < height; row++) {
      colors(held.next(), x, width, rgb, row * width, width * height);
    }
    return rgb;
  }

  private byte[] next(byte[] row) throws IOException {
    byte[] above = rows.isEmpty() ? new byte[rowBytes] : rows.getLast();
    int filter = pixels.read();
    if (filter < 0 || pixels.readNBytes(row, 0, rowBytes) < rowBytes) {
      throw new EOFException("the pixels end in row " + decoded);
    }
    switch (filter) {
      case 0 -> {
        // Not filtered.
      }
      case 1 -> {
        for (int i = step; i < rowBytes; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < rowBytes; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < rowBytes; i++) {
          int left = i < step ? 0 : row[i - step] & 255;
          row[i] += (byte) ((left + (above[i] & 255)) / 2);
        }
      }
      case 4 -> {
        for (int i = 0; i < rowBytes; i++) {
          row[i] +=
              i < step
                  ? above[i]
                  : paeth(row[i - step] & 255, above[i] & 255, above[i - step] & 255);
        }
      }
      default -> throw new IOException("row %d has the filter %d".formatted(decoded, filter));
    }
    return row;
  }

  /** Of the left, the upper and the upper left byte the one nearest to their gradient. */
  private static byte paeth(int left, int upper, int corner) {
    int toLeft = Math.abs(upper - corner);
    int toUpper = Math.abs(left - corner);
    int toCorner = Math.abs(left + upper - 2 * corner);
    return (byte)
        (toLeft <= toUpper && toLeft <= toCorner ? left : toUpper <= toCorner ? upper : corner);
  }

  private void colors(byte[] row, int x, int width, float[] rgb, int to, int plane)
      throws IOException {
    if (chunks.colorType() == PALETTE) {
      fromPalette(row, x, width, rgb, to, plane);
      return;
    }
    int bytes = chunks.bits() / Byte.SIZE;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      int start = channel * plane + to;
      int from = x * step + (chunks.colorType() == RGB ? channel * bytes : 0);
      for (int i = 0; i < width; i++, from += step) {
        int first = row[from] & 255;
        rgb[start + i] = values[bytes == 1 ? first : first << 8 | row[from + 1] & 255];
      }
    }
  }

  private void fromPalette(byte[] row, int x, int width, float[] rgb, int to, int plane)
      throws IOException {
    byte[] palette = chunks.palette();
    for (int i = 0; i < width; i++) {
      int entry = Image.CHANNELS * (row[x + i] & 255);
      if (entry + 2 >= palette.length) {
        throw new IOException("a color that the palette does not hold");
      }
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        rgb[channel * plane + to + i] = values[palette[entry + channel] & 255];
      }
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }

  /** The compressed pixels, chunk after chunk. */
  private final class Compressed extends InputStream {
    private int chunk;
    private long read;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (chunk < chunks.data().size() && read == chunks.data().get(chunk).length()) {
        chunk++;
        read = 0;
      }
      if (chunk == chunks.data().size()) {
        return -1;
      }
      PngChunks.Data data = chunks.data().get(chunk);
      file.position(data.offset() + read);
      int count =
          file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, data.length() - read)));
      read += Math.max(0, count);
      return count;
    }
  }
}
