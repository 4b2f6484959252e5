package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.image.pixel.Overlay;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;

/** The pixels of a TIFF region by region: only the strips and tiles that hold it are decoded. */
public final class TiffRegions implements AutoCloseable {
  private final TiffHeader header;
  private final TiffRows rows;
  private final TiffColors colors;
  private final Origin origin;

  TiffRegions(TiffHeader header, TiffRows rows, Optional<PixelRange> asked) throws IOException {
    this.header = header;
    this.rows = rows;
    // A range that the numbers tell is looked for in all of them, row by row.
    PixelRange range =
        header.isNatural() ? PixelRange.ofBits(header.bits()) : TiffRange.of(header, rows, asked);
    colors = new TiffColors(header, range);
    double cutOff = header.isNatural() ? 0 : TiffRange.cutOff(header, rows, range);
    // The quality of a JPEG is known when a part of it is read.
    read(0, 0, 1, 1);
    origin = new Origin(header.name(), "TIFF", header.bits(), range, rows.jpegQuality(), cutOff);
  }

  /** What the pixels came from. */
  public Origin origin() {
    return origin;
  }

  /** The colors of a region, {@code [3, height, width]} in [0, 1]. */
  public float[] read(int x, int y, int width, int height) throws IOException {
    return Overlay.laid(
        width * height,
        1f,
        false,
        overlay -> colors.fill(rows, overlay, new Rectangle(x, y, width, height)));
  }

  public int width() {
    return header.width();
  }

  public int height() {
    return header.height();
  }

  @Override
  public void close() {
    rows.close();
  }
}
