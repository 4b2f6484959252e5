package io.github.anomaly4j.image;

import io.github.anomaly4j.internal.image.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads images and masks from files, memory and streams, in the same way. The data may come from
 * anybody: reading ends in an image or in an {@link ImageException}.
 *
 * <pre>{@code
 * ImageReader reader = ImageReader.defaults().limits(new DecodeLimits(20 << 20, 20_000_000));
 * Image image = reader.read(upload.getInputStream(), upload.getFilename());
 * }</pre>
 *
 * <p>Immutable, thread safe.
 */
public final class ImageReader {
  private static final ImageReader DEFAULTS =
      new ImageReader(DecodeLimits.defaults(), Optional.empty(), true);

  private static final float WHITE = 1f;
  private static final float BLACK = 0f;

  private final DecodeLimits limits;
  private final Optional<PixelRange> range;
  private final boolean oriented;

  private ImageReader(DecodeLimits limits, Optional<PixelRange> range, boolean oriented) {
    this.limits = limits;
    this.range = range;
    this.oriented = oriented;
  }

  /** {@link DecodeLimits#defaults()}, no range, orientation applied. */
  public static ImageReader defaults() {
    return DEFAULTS;
  }

  /** The limits that it reads within. */
  public DecodeLimits limits() {
    return limits;
  }

  /** Sets the limits; larger files and images are refused. */
  public ImageReader limits(DecodeLimits newLimits) {
    return new ImageReader(Objects.requireNonNull(newLimits), range, oriented);
  }

  /**
   * Sets the range of numbers that have no natural one: those of TIFFs in floating point, with a
   * sign or of 32 bits. It takes precedence over the tags of the file. Without it, floats in [0, 1]
   * and files whose tags give the range are read, and others are refused. Unsigned integers of up
   * to 16 bits are always taken from 0 to their largest.
   */
  public ImageReader range(PixelRange newRange) {
    return new ImageReader(limits, Optional.of(newRange), oriented);
  }

  /**
   * Whether an image is rotated as its orientation says (EXIF, or TIFF's own tag), as viewers do;
   * otherwise its pixels are taken as they are stored.
   */
  public ImageReader orientation(boolean applied) {
    return new ImageReader(limits, range, applied);
  }

  /**
   * Reads an image file, with any file name extension.
   *
   * @throws ImageException if the file is missing, empty, no image, broken, or over the limits
   * @throws IOException if the file system fails
   */
  public Image read(Path file) throws IOException {
    return file(WHITE).read(file);
  }

  /**
   * Opens an image file whose pixels are read region by region, where its format allows that;
   * otherwise the file is decoded here, as a whole.
   *
   * @return the caller closes it
   * @throws ImageException if the file is missing, empty, no image, broken, or over the limits
   * @throws IOException if the file system fails
   */
  public LargeImage open(Path file) throws IOException {
    return new LargeImage(file(WHITE).open(file));
  }

  /**
   * Reads an image from the bytes of its file.
   *
   * @param name what messages and {@link Image#origin()} call it
   * @throws ImageException if they are no image, broken, or over the limits
   */
  public Image read(byte[] bytes, String name) throws ImageException {
    return file(WHITE).read(bytes, name);
  }

  /**
   * Reads an image from a stream, up to the end of the stream and at most {@link
   * DecodeLimits#maxBytes()}; does not close the stream.
   *
   * @param name what messages and {@link Image#origin()} call it
   * @throws ImageException if it is no image, broken, or over the limits
   * @throws IOException if the stream fails
   */
  public Image read(InputStream in, String name) throws IOException {
    return file(WHITE).read(in, name);
  }

  /**
   * Reads an image file as a mask of defects; see {@link Mask#read(Path)}.
   *
   * @throws ImageException as {@link #read(Path)} does
   * @throws IOException if the file system fails
   */
  public Mask readMask(Path file) throws IOException {
    Mask mask = Mask.of(file(BLACK).read(file));
    if (mask.isEmpty()) {
      checkEmpty(file(WHITE).read(file));
    }
    return mask;
  }

  /**
   * Reads the bytes of an image file as a mask of defects; see {@link Mask#read(Path)}.
   *
   * @param name what messages call it
   * @throws ImageException as {@link #read(byte[], String)} does
   */
  public Mask readMask(byte[] bytes, String name) throws ImageException {
    Mask mask = Mask.of(file(BLACK).read(bytes, name));
    if (mask.isEmpty()) {
      checkEmpty(file(WHITE).read(bytes, name));
    }
    return mask;
  }

  /** Black on a transparent background is ambiguous; laid over white, it can be detected. */
  private static void checkEmpty(Image onWhite) throws ImageException {
    float[] rgb = onWhite.toArray();
    boolean black = false;
    boolean white = false;
    for (float value : rgb) {
      black |= value == 0;
      white |= value == 1;
    }
    if (black && white) {
      throw new ImageException(
          onWhite.origin().orElseThrow().name(),
          "this mask is opaque black on a transparent ground",
          "opaque white where its image is defective, transparent or black elsewhere",
          "export it again in these colors");
    }
  }

  private ImageFile file(float paper) {
    return new ImageFile(limits, range, oriented, paper);
  }
}
