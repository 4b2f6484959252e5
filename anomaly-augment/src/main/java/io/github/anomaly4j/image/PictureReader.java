package io.github.anomaly4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads pictures and masks from files, from memory and from streams, the same way from each. What
 * it is given may come from anybody: reading ends in a picture or in a {@link PictureException}.
 *
 * <pre>{@code
 * PictureReader reader = PictureReader.defaults().limits(new DecodeLimits(20 << 20, 20_000_000));
 * Picture picture = reader.read(upload.getInputStream(), upload.getFilename());
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PictureReader {
  private static final PictureReader DEFAULTS =
      new PictureReader(DecodeLimits.defaults(), Optional.empty(), true);

  private static final float WHITE = 1f;
  private static final float BLACK = 0f;

  private final DecodeLimits limits;
  private final Optional<PixelRange> range;
  private final boolean oriented;

  private PictureReader(DecodeLimits limits, Optional<PixelRange> range, boolean oriented) {
    this.limits = limits;
    this.range = range;
    this.oriented = oriented;
  }

  /** {@link DecodeLimits#defaults()}, no range, orientation applied. */
  public static PictureReader defaults() {
    return DEFAULTS;
  }

  /** Refuses what is larger. */
  public PictureReader limits(DecodeLimits newLimits) {
    return new PictureReader(Objects.requireNonNull(newLimits), range, oriented);
  }

  /**
   * Takes numbers that have no natural range from this one: those of TIFFs in floating point, with
   * a sign or of 32 bits, before what their tags say. Without it, floats in [0, 1] and files whose
   * tags tell the range are read, and others refused. Unsigned integers of up to 16 bits are always
   * taken from 0 to their largest.
   */
  public PictureReader range(PixelRange newRange) {
    return new PictureReader(limits, Optional.of(newRange), oriented);
  }

  /**
   * Whether a picture that says how it is to be turned (EXIF, or TIFF's own tag) is turned so, as
   * viewers do; if not, its pixels come as they are stored.
   */
  public PictureReader orientation(boolean applied) {
    return new PictureReader(limits, range, applied);
  }

  /**
   * Reads a picture file, whatever its name ends in.
   *
   * @throws PictureException if the file is missing, empty, no picture, broken, or over the limits
   * @throws IOException if the file system fails
   */
  public Picture read(Path file) throws IOException {
    return file(WHITE).read(file);
  }

  /**
   * Reads a picture from the bytes of its file.
   *
   * @param name what messages and {@link Picture#origin()} call it
   * @throws PictureException if they are no picture, broken, or over the limits
   */
  public Picture read(byte[] bytes, String name) throws PictureException {
    return file(WHITE).read(bytes, name);
  }

  /**
   * Reads a picture from a stream to its end, at most {@link DecodeLimits#maxBytes()}; does not
   * close it.
   *
   * @param name what messages and {@link Picture#origin()} call it
   * @throws PictureException if it is no picture, broken, or over the limits
   * @throws IOException if the stream fails
   */
  public Picture read(InputStream in, String name) throws IOException {
    return file(WHITE).read(in, name);
  }

  /**
   * Reads a picture file as a mask of defects; see {@link Mask#read(Path)}.
   *
   * @throws PictureException as {@link #read(Path)} does
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
   * Reads the bytes of a picture file as a mask of defects; see {@link Mask#read(Path)}.
   *
   * @param name what messages call it
   * @throws PictureException as {@link #read(byte[], String)} does
   */
  public Mask readMask(byte[] bytes, String name) throws PictureException {
    Mask mask = Mask.of(file(BLACK).read(bytes, name));
    if (mask.isEmpty()) {
      checkEmpty(file(WHITE).read(bytes, name));
    }
    return mask;
  }

  /** Black on transparent ground may mean either; on white paper it shows. */
  private static void checkEmpty(Picture onWhite) throws PictureException {
    float[] rgb = onWhite.toArray();
    boolean black = false;
    boolean white = false;
    for (float value : rgb) {
      black |= value == 0;
      white |= value == 1;
    }
    if (black && white) {
      throw new PictureException(
          onWhite.origin().orElseThrow().name(),
          "this mask is opaque black on a transparent ground",
          "opaque white where its picture is defective, transparent or black elsewhere",
          "export it again in these colours");
    }
  }

  private PictureFile file(float paper) {
    return new PictureFile(limits, range, oriented, paper);
  }
}
