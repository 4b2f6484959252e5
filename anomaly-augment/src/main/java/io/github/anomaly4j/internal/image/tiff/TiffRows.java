package io.github.anomaly4j.internal.image.tiff;

import java.io.IOException;
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

  TiffRows(byte[] bytes, TiffHeader header, TiffLayout layout) throws IOException {
    this.header = header;
    this.layout = layout;
    this.segments = new TiffSegments(bytes, header.tags(), layout);
  }

  /** Passes every row on, in no order that is promised. */
  void each(Row row) throws IOException {
    TiffSamples reading = new TiffSamples(header.bits(), header.format(), header.tags().order());
    int samples = header.samples();
    int perRow = layout.segmentWidth() * layout.samplesPerPixel();
    double[] values = new double[layout.segmentWidth() * samples];
    double[] plane = new double[layout.planar() ? layout.segmentWidth() : 0];
    byte[][] parts = new byte[layout.planes()][];
    for (int segment = 0; segment < layout.segments(); segment++) {
      for (int i = 0; i < parts.length; i++) {
        parts[i] = segments.read(segment, i);
      }
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
