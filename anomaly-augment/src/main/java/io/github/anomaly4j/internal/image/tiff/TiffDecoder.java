package io.github.anomaly4j.internal.image.tiff;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.image.format.ByteSource;
import io.github.anomaly4j.internal.image.format.Orientation;
import io.github.anomaly4j.internal.image.pixel.Overlay;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TIFF and BigTIFF as cameras and image libraries write them: gray, RGB, palette and CMYK, integers
 * and floats, strips and tiles, uncompressed or by LZW, Deflate, PackBits or JPEG, with predictors.
 * Java's own reader refuses predictors of 16 bits, BigTIFF and much else; it reads the fax
 * compressions and rare color spaces.
 */
public final class TiffDecoder {
  private static final int FAX = 4;

  private final ByteSource bytes;
  private final TiffHeader header;
  private final long maxPixels;
  private @Nullable Origin origin;

  /**
   * Reads the header.
   *
   * @param name of the file, for messages
   * @param maxPixels of a strip or tile
   */
  public TiffDecoder(String name, ByteSource bytes, long maxPixels) throws IOException {
    this.bytes = bytes;
    this.header = new TiffHeader(name, bytes);
    this.maxPixels = maxPixels;
  }

  /** The stored width in pixels, 0 if there is none. */
  public int width() {
    return header.width();
  }

  /** The stored height in pixels, 0 if there is none. */
  public int height() {
    return header.height();
  }

  /** How a viewer must turn the pixels. */
  public int orientation() {
    return Orientation.checked(header.tags().number(Orientation.TAG, Orientation.UPRIGHT));
  }

  /** Whether Java's own reader reads it: fax compressions and rare color spaces. */
  public boolean isLeftToJava() {
    return header.isLeftToJava();
  }

  /**
   * Bounds the work of Java's reader.
   *
   * @throws IOException if the strips or tiles overlap or promise more than they can hold
   */
  public void checkForJava() throws IOException {
    new TiffSegments(bytes, header.tags(), TiffLayout.of(header, FAX, maxPixels)).close();
  }

  /**
   * Refuses kinds of TIFF that are not read.
   *
   * @throws ImageException with the reason
   */
  public void checkKind() throws ImageException {
    header.checkKind();
  }

  /**
   * The colors, {@code [3, height, width]} in [0, 1].
   *
   * @param asked the numbers that stand for black and white; empty for what the file says
   * @param paper what transparent pixels show
   */
  public float[] pixels(Optional<PixelRange> asked, float paper) throws IOException {
    TiffLayout layout = TiffLayout.of(header, header.compression(), maxPixels);
    try (TiffRows rows = new TiffRows(bytes, header, layout)) {
      PixelRange range =
          header.isNatural() ? PixelRange.ofBits(header.bits()) : TiffRange.of(header, rows, asked);
      TiffColors colors = new TiffColors(header, range);
      float[] rgb =
          Overlay.laid(
              header.width() * header.height(),
              paper,
              header.alpha() == 1,
              overlay -> colors.fill(rows, overlay));
      origin =
          new Origin(
              header.name(),
              "TIFF",
              header.bits(),
              range,
              rows.jpegQuality(),
              header.isNatural() ? 0 : TiffRange.cutOff(header, rows, range));
      return rgb;
    }
  }

  /**
   * Whether regions are decoded one by one: the file is stored as it is seen, and without
   * transparency, which is told from the whole image.
   *
   * @param oriented whether it is turned as it is seen
   */
  public boolean hasRegions(boolean oriented) {
    boolean turned = oriented && orientation() != Orientation.UPRIGHT;
    return !isLeftToJava() && !turned && header.alpha() == 0;
  }

  /**
   * The pixels for reading by regions.
   *
   * @param asked the numbers that stand for black and white; empty for what the file says
   */
  public TiffRegions regions(Optional<PixelRange> asked) throws IOException {
    TiffLayout layout = TiffLayout.of(header, header.compression(), maxPixels);
    TiffRows rows = new TiffRows(bytes, header, layout);
    try {
      return new TiffRegions(header, rows, asked);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** What the pixels came from, after {@link #pixels}. */
  public Origin origin() {
    return requireNonNull(origin, "the pixels are read first");
  }
}
