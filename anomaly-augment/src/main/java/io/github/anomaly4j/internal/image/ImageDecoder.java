package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.image.format.ByteSource;
import io.github.anomaly4j.internal.image.format.JdkReader;
import io.github.anomaly4j.internal.image.format.JpegSegments;
import io.github.anomaly4j.internal.image.format.Orientation;
import io.github.anomaly4j.internal.image.format.PngChunks;
import io.github.anomaly4j.internal.image.format.TiffTags;
import io.github.anomaly4j.internal.image.format.UnreadFormats;
import io.github.anomaly4j.internal.image.pixel.Samples;
import io.github.anomaly4j.internal.image.tiff.TiffDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalInt;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Decodes one file, the header first. What the header claims is compared with the limits and with
 * the file's length before it is used, so that the work grows with the file.
 */
final class ImageDecoder {
  /** CMYK and alpha. */
  private static final int MAX_CHANNELS = 5;

  /** The highest ratio of pixel bytes to file bytes of each compression, rounded up. */
  static final int DEFLATE_RATIO = 1040;

  private static final int GIF_RATIO = 2600;
  private static final int JPEG_RATIO = 8192;
  private static final int BMP_RATIO = 128;

  /** The bytes of a pixel in an {@link Image}. */
  private static final int PIXEL = 12;

  /** The bytes of a pixel of a JPEG that stays in 8 bits. */
  private static final int JPEG_PIXEL = 3;

  private final ImageFile file;
  private final String name;
  private final byte[] bytes;
  private String format = "image";

  ImageDecoder(ImageFile file, String name, byte[] bytes) {
    this.file = file;
    this.name = name;
    this.bytes = bytes;
  }

  Image image() throws ImageException {
    try {
      return decoded();
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders and color spaces answer broken files with any of these, such as index errors.
      throw broken(e);
    } catch (OutOfMemoryError e) {
      // Arrays of the image's size fill the heap: it has room again after they are dropped.
      ImageException exception =
          new ImageException(
              name,
              "the Java heap (%d MiB) has no room for its pixels"
                  .formatted(Runtime.getRuntime().maxMemory() >> 20),
              "12 to 32 bytes for each pixel",
              "raise -Xmx, or shrink the image");
      exception.initCause(e);
      throw exception;
    }
  }

  /** The image for reading by regions, decoded as a whole: a JPEG in 8 bits. */
  RegionSource regions() throws ImageException {
    try {
      if (JpegSegments.isJpeg(bytes)) {
        format = "JPEG";
        JpegSegments segments = checkedJpeg(JPEG_PIXEL);
        return pixels(segments, JdkReader.JPEG.image(segments.plain(), this::checkKind));
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
    return new ImageRegions(image());
  }

  private RegionSource pixels(JpegSegments segments, BufferedImage image) {
    return new JpegPixels(
        image,
        file.oriented() ? segments.orientation() : Orientation.UPRIGHT,
        new Origin(name, format, Samples.bits(image), Samples.range(image), segments.quality(), 0));
  }

  private Image decoded() throws IOException {
    if (PngChunks.isPng(bytes)) {
      return png();
    }
    if (JpegSegments.isJpeg(bytes)) {
      return jpeg();
    }
    if (TiffTags.isTiff(bytes)) {
      return tiff();
    }
    if (startsWith("GIF8")) {
      return other(JdkReader.GIF, GIF_RATIO);
    }
    if (startsWith("BM")) {
      checkBmp();
      return other(JdkReader.BMP, BMP_RATIO);
    }
    String known = UnreadFormats.name(bytes);
    throw new ImageException(
        name,
        known == null
            ? "its content is no image of a known format"
            : "it is a file of the format " + known + ", which is not read",
        ImageFile.AN_IMAGE,
        known == null
            ? "convert or remove it"
            : "convert it, or decode it by a library of your own and pass the BufferedImage");
  }

  private Image png() throws IOException {
    format = "PNG";
    PngChunks chunks = new PngChunks(bytes);
    checkPixels(chunks.width(), chunks.height());
    checkRow(chunks.rowBytes());
    checkHeld(chunks.rowBytes() * chunks.height(), DEFLATE_RATIO, chunks.compressed());
    BufferedImage image = JdkReader.PNG.image(bytes, this::check);
    return image(image, chunks.orientation(), OptionalInt.empty());
  }

  private Image jpeg() throws IOException {
    format = "JPEG";
    JpegSegments segments = checkedJpeg(PIXEL);
    BufferedImage image = JdkReader.JPEG.image(segments.plain(), this::check);
    return image(image, segments.orientation(), segments.quality());
  }

  /**
   * The header of a JPEG, if it is within the limits.
   *
   * @param bytesPerPixel that are held at least
   */
  private JpegSegments checkedJpeg(int bytesPerPixel) throws IOException {
    JpegSegments segments = new JpegSegments(bytes);
    if (segments.unread() != null) {
      throw new ImageException(
          name, "it is " + segments.unread(), "one of 8 bits, as cameras write it", "convert it");
    }
    if (segments.scans() > segments.mostScans()) {
      throw new ImageException(
          name,
          "it has " + segments.scans() + " scans, each over the whole image",
          "at most " + segments.mostScans() + " at this size",
          "save it again; programs write 1 to 26");
    }
    checkPixels(segments.width(), segments.height(), bytesPerPixel);
    checkHeld((long) segments.width() * segments.height(), JPEG_RATIO, bytes.length);
    return segments;
  }

  private Image tiff() throws IOException {
    format = "TIFF";
    TiffDecoder decoder = new TiffDecoder(name, ByteSource.of(bytes), file.limits().maxPixels());
    checkPixels(decoder.width(), decoder.height());
    decoder.checkKind();
    if (decoder.isLeftToJava()) {
      decoder.checkForJava();
      return image(
          JdkReader.TIFF.image(bytes, this::check), decoder.orientation(), OptionalInt.empty());
    }
    float[] rgb = decoder.pixels(file.range(), file.paper());
    return oriented(
        decoder.orientation(), decoder.width(), decoder.height(), rgb, decoder.origin());
  }

  private Image other(JdkReader reader, int ratio) throws IOException {
    format = reader.name();
    BufferedImage image =
        reader.image(
            bytes,
            opened -> {
              checkHeld((long) opened.getWidth(0) * opened.getHeight(0), ratio, bytes.length);
              return check(opened);
            });
    return image(image, Orientation.UPRIGHT, OptionalInt.empty());
  }

  /** Refuses a BMP that holds a JPEG or PNG, which Java's reader would decode unchecked. */
  private void checkBmp() throws ImageException {
    int method = bytes.length < 34 ? 0 : bytes[30] & 255;
    boolean newHeader = bytes.length > 14 && (bytes[14] & 255) >= 40;
    if (newHeader && (method == 4 || method == 5)) {
      throw new ImageException(
          name,
          "it is a BMP that holds a " + (method == 4 ? "JPEG" : "PNG"),
          "the pixels themselves",
          "save that image as a file of its own");
    }
  }

  private Image image(BufferedImage image, int orientation, OptionalInt quality) {
    return oriented(
        orientation,
        image.getWidth(),
        image.getHeight(),
        Samples.rgb(image, file.paper()),
        new Origin(name, format, Samples.bits(image), Samples.range(image), quality, 0));
  }

  private Image oriented(int orientation, int width, int height, float[] rgb, Origin origin) {
    int code = file.oriented() ? orientation : Orientation.UPRIGHT;
    boolean swaps = Orientation.swapsSides(code);
    return Image.of(
        swaps ? height : width,
        swaps ? width : height,
        Orientation.apply(code, rgb, width, height),
        origin);
  }

  private Void check(ImageReader reader) throws IOException {
    checkPixels(reader.getWidth(0), reader.getHeight(0));
    if (reader.isImageTiled(0)) {
      // A small image may declare one huge tile, which the decoder would allocate as a whole.
      checkPixels(reader.getTileWidth(0), reader.getTileHeight(0));
    }
    return checkKind(reader);
  }

  private Void checkKind(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    int channels = types.hasNext() ? types.next().getNumBands() : 0;
    if (channels > MAX_CHANNELS) {
      throw new ImageException(
          name,
          "it has " + channels + " channels",
          "gray, RGB or CMYK",
          "convert it, or pass its values to Image.of");
    }
    return null;
  }

  private void checkPixels(int width, int height) throws ImageException {
    checkPixels(width, height, PIXEL);
  }

  private void checkPixels(int width, int height, int bytesPerPixel) throws ImageException {
    RegionFile.checkPixels(name, file.limits(), width, height);
    long needed = (long) bytesPerPixel * width * height;
    if (needed > Runtime.getRuntime().maxMemory()) {
      throw new ImageException(
          name,
          "its header declares %dx%d pixels".formatted(width, height),
          "less than the Java heap of %d MiB holds at %d bytes a pixel"
              .formatted(Runtime.getRuntime().maxMemory() >> 20, bytesPerPixel),
          "raise -Xmx, or shrink the image");
    }
  }

  private void checkRow(long rowBytes) throws ImageException {
    RegionFile.checkRow(name, rowBytes);
  }

  /** Refuses headers that promise more than the file can hold at any compression. */
  private void checkHeld(long promised, int ratio, long held) throws IOException {
    if (promised / ratio > held) {
      throw new IOException("%d bytes cannot hold the pixels that it declares".formatted(held));
    }
  }

  private boolean startsWith(String magic) {
    byte[] start = magic.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length > start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private ImageException broken(Exception cause) {
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    ImageException exception =
        new ImageException(
            name,
            "the %s data is broken or cut short (%s)".formatted(format, reason),
            "a whole image",
            "copy or export it again");
    exception.initCause(cause);
    return exception;
  }
}
