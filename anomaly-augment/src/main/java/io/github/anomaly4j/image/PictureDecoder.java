package io.github.anomaly4j.image;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;

/**
 * Decoding of one file, the header first. Nothing that the file claims is believed before it has
 * been compared with the limits, and no setting of {@link ImageIO} is changed.
 */
final class PictureDecoder {
  private static final String A_PICTURE = "a PNG, JPEG, BMP, GIF or TIFF file";

  /** CMYK and alpha. */
  private static final int MOST_CHANNELS = 5;

  private static final Set<Integer> JPEG_IN_TIFF =
      Set.of(BaselineTIFFTagSet.COMPRESSION_OLD_JPEG, BaselineTIFFTagSet.COMPRESSION_JPEG);

  private final PictureFile file;
  private final String name;
  private final byte[] bytes;

  PictureDecoder(PictureFile file, String name, byte[] bytes) {
    this.file = file;
    this.name = name;
    this.bytes = bytes;
  }

  Picture picture() throws PictureException {
    try (ImageInputStream stream = new ByteArrayImageInputStream(bytes)) {
      ImageReader reader = reader(stream);
      try {
        reader.setInput(stream, true, true);
        BufferedImage image = decode(reader);
        String format = format(reader);
        Picture picture = Picture.from(image);
        Origin held = picture.origin().orElseThrow();
        return picture.with(
            new Origin(name, format, held.bits(), held.range(), OptionalInt.empty()));
      } catch (PictureException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // Decoders and colour spaces meet broken files with any of these, index errors among them.
        throw broken(reader, e);
      } finally {
        reader.dispose();
      }
    } catch (PictureException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("memory is read without errors", e);
    }
  }

  /** The JDK's own reader where it has one: a plug-in must not change what a model sees. */
  private ImageReader reader(ImageInputStream stream) throws PictureException {
    List<ImageReader> readers = ImmutableList.copyOf(ImageIO.getImageReaders(stream));
    return readers.stream()
        .filter(reader -> reader.getClass().getModule() == ImageIO.class.getModule())
        .findFirst()
        .or(() -> readers.stream().findFirst())
        .orElseThrow(
            () ->
                new PictureException(
                    name,
                    "its content is no picture of a known format",
                    A_PICTURE,
                    "convert or remove it"));
  }

  private BufferedImage decode(ImageReader reader) throws IOException {
    FatalWarnings warnings = new FatalWarnings();
    reader.addIIOReadWarningListener(warnings);
    checkPixels(reader.getWidth(0), reader.getHeight(0));
    if (reader.isImageTiled(0)) {
      // A small picture may declare one huge tile, which the decoder would set aside as a whole.
      checkPixels(reader.getTileWidth(0), reader.getTileHeight(0));
    }
    checkChannels(reader);
    checkCompression(reader);
    BufferedImage image = CmykJpeg.isOpenIn(reader) ? CmykJpeg.read(reader) : reader.read(0);
    warnings.check();
    return image;
  }

  private void checkPixels(int width, int height) throws PictureException {
    if (width < 1 || height < 1 || (long) width * height > file.limits().maxPixels()) {
      throw new PictureException(
          name,
          "its header declares %dx%d pixels".formatted(width, height),
          "from 1 to %d pixels".formatted(file.limits().maxPixels()),
          "shrink the picture or raise DecodeLimits.maxPixels");
    }
  }

  private void checkChannels(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    int channels = types.hasNext() ? types.next().getNumBands() : 0;
    if (channels > MOST_CHANNELS) {
      throw new PictureException(
          name,
          "it has " + channels + " channels",
          "grey, RGB or CMYK",
          "convert it, or pass its values to Picture.of");
    }
  }

  /** A JPEG inside a TIFF has a size of its own, which its decoder would believe. */
  private void checkCompression(ImageReader reader) throws IOException {
    if (!reader.getFormatName().equals("tif")) {
      return;
    }
    TIFFField compression =
        TIFFDirectory.createFromMetadata(reader.getImageMetadata(0))
            .getTIFFField(BaselineTIFFTagSet.TAG_COMPRESSION);
    if (compression != null && JPEG_IN_TIFF.contains(compression.getAsInt(0))) {
      throw new PictureException(
          name, "it is a TIFF that holds a JPEG", "any other compression", "convert it");
    }
  }

  private static String format(ImageReader reader) {
    String format = reader.getOriginatingProvider().getFormatNames()[0].toUpperCase(Locale.ROOT);
    return switch (format) {
      case "TIF" -> "TIFF";
      case "JPG" -> "JPEG";
      default -> format;
    };
  }

  private PictureException broken(ImageReader reader, Exception cause) {
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    PictureException exception =
        new PictureException(
            name,
            "the %s data is broken or cut short (%s)".formatted(format(reader), reason),
            "a whole picture",
            "copy or export it again");
    exception.initCause(cause);
    return exception;
  }
}
