package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.internal.image.format.ByteSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The rows of a TIFF as numbers, one strip or tile after the other. */
final class TiffRows implements AutoCloseable {
  /** What is done with each row of a strip or tile. */
  interface Row {
    /**
     * Takes pixels that are inside the image.
     *
     * @param x of the first pixel
     * @param y of all pixels
     * @param count of pixels
     * @param values of the pixels, channel by channel; used again for the next row
     */
    void take(int x, int y, int count, double[] values);
  }

  private final TiffHeader header;
  private final TiffLayout layout;
  private final TiffSegments segments;

  /** Decompressed strips and tiles of the rows that were read last, by region. */
  private final Map<Integer, byte[][]> held = new HashMap<>();

  TiffRows(ByteSource bytes, TiffHeader header, TiffLayout layout) throws IOException {
    this.header = header;
    this.layout = layout;
    this.segments = new TiffSegments(bytes, header.tags(), layout);
  }

  /** Passes every row on, in no order that is promised. */
  void each(Row row) throws IOException {
    for (int segment = 0; segment < layout.segments(); segment++) {
      each(segment, read(segment), row);
    }
  }

  /**
   * Passes on the rows of the strips and tiles that hold a region; a row may reach beyond it. What
   * was decompressed stays for other regions of the same rows.
   */
  void each(int x, int y, int width, int height, Row row) throws IOException {
    int across = layout.across();
    int top = y / layout.segmentHeight();
    int bottom = (y + height - 1) / layout.segmentHeight();
    held.keySet().removeIf(segment -> segment / across < top || segment / across > bottom);
    for (int line = top; line <= bottom; line++) {
      for (int column = x / layout.segmentWidth();
          column <= (x + width - 1) / layout.segmentWidth();
          column++) {
        int segment = line * across + column;
        byte[][] parts = held.get(segment);
        if (parts == null) {
          parts = read(segment);
          held.put(segment, parts);
        }
        each(segment, parts, row);
      }
    }
  }

  /** The decompressed planes of a strip or tile. */
  private byte[][] read(int segment) throws IOException {
    byte[][] parts = new byte[layout.planes()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = segments.read(segment, i);
    }
    return parts;
  }

  private void each(int segment, byte[][] parts, Row row) {
    TiffSamples reading = new TiffSamples(header.bits(), header.format(), header.tags().order());
    int samples = header.samples();
    int perRow = layout.segmentWidth() * layout.samplesPerPixel();
    double[] values = new double[layout.segmentWidth() * samples];
    double[] plane = new double[layout.planar() ? layout.segmentWidth() : 0];
    int left = segment % layout.across() * layout.segmentWidth();
    int top = segment / layout.across() * layout.segmentHeight();
    int columns = Math.min(layout.segmentWidth(), header.width() - left);
    int rows = Math.min(layout.rows(segment), header.height() - top);
    for (int y = 0; y < rows; y++) {
      int from = (int) (y * layout.rowBytes());
      if (layout.planar()) {
        for (int i = 0; i < parts.length; i++) {
          reading.row(parts[i], from, plane, layout.segmentWidth());
          for (int x = 0; x < columns; x++) {
            values[x * samples + i] = plane[x];
          }
        }
      } else {
        reading.row(parts[0], from, values, perRow);
      }
      row.take(left, top + y, columns, values);
    }
  }

  /** The quality of JPEG strips or tiles that were read. */
  OptionalInt jpegQuality() {
    return segments.jpegQuality();
  }

  @Override
  public void close() {
    segments.close();
  }
}
