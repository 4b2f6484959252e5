package io.github.anomaly4j.image;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteStreams;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decoding of one file, the header first. Nothing that the file claims is believed before it has
 * been compared with the limits, and no setting of {@link ImageIO} is changed.
 */
final class PictureFile {
  private static final String A_PICTURE = "a PNG, JPEG, BMP, GIF or TIFF file";

  /** CMYK and alpha. */
  private static final int MOST_CHANNELS = 5;

  private static final Set<Integer> JPEG_IN_TIFF =
      Set.of(BaselineTIFFTagSet.COMPRESSION_OLD_JPEG, BaselineTIFFTagSet.COMPRESSION_JPEG);

  private PictureFile() {}

  static Picture read(Path file, DecodeLimits limits) throws IOException {
    long bytes = checkedSize(file, limits);
    try (InputStream in = ByteStreams.limit(Files.newInputStream(file), bytes);
        ImageInputStream stream = stream(in, bytes)) {
      ImageReader reader = reader(file, stream);
      try {
        reader.setInput(stream, true, true);
        return Picture.from(decode(file, reader, limits));
      } catch (PictureException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // Decoders and colour spaces meet broken files with any of these, index errors among them.
        throw broken(file, reader, e);
      } finally {
        reader.dispose();
      }
    }
  }

  /** The JDK's own reader where it has one: a plug-in must not change what a model sees. */
  private static ImageReader reader(Path file, ImageInputStream stream) throws PictureException {
    List<ImageReader> readers = ImmutableList.copyOf(ImageIO.getImageReaders(stream));
    return readers.stream()
        .filter(reader -> reader.getClass().getModule() == ImageIO.class.getModule())
        .findFirst()
        .or(() -> readers.stream().findFirst())
        .orElseThrow(
            () ->
                new PictureException(
                    file,
                    "its content is no picture of a known format",
                    A_PICTURE,
                    "convert or remove it"));
  }

  /** Decoders check what a file claims against its length, where they know it. */
  private static ImageInputStream stream(InputStream in, long bytes) {
    return new MemoryCacheImageInputStream(in) {
      @Override
      public long length() {
        return bytes;
      }
    };
  }

  private static long checkedSize(Path file, DecodeLimits limits) throws IOException {
    if (!Files.exists(file)) {
      throw new PictureException(file, "there is no such file", A_PICTURE, "check the path");
    }
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "this is a folder" : "this is no regular file";
      throw new PictureException(file, found, A_PICTURE, "name the picture itself");
    }
    if (!Files.isReadable(file)) {
      throw new PictureException(
          file, "no permission to read it", "a readable file", "change its permissions");
    }
    long bytes = Files.size(file);
    if (bytes == 0) {
      throw new PictureException(
          file, "the file is empty (0 bytes)", A_PICTURE, "copy it again or remove it");
    }
    if (bytes > limits.maxBytes()) {
      throw new PictureException(
          file,
          "the file has " + bytes + " bytes",
          "at most " + limits.maxBytes(),
          "shrink the picture or raise DecodeLimits.maxBytes");
    }
    return bytes;
  }

  private static BufferedImage decode(Path file, ImageReader reader, DecodeLimits limits)
      throws IOException {
    FatalWarnings warnings = new FatalWarnings();
    reader.addIIOReadWarningListener(warnings);
    checkPixels(file, reader.getWidth(0), reader.getHeight(0), limits);
    if (reader.isImageTiled(0)) {
      // A small picture may declare one huge tile, which the decoder would set aside as a whole.
      checkPixels(file, reader.getTileWidth(0), reader.getTileHeight(0), limits);
    }
    checkChannels(file, reader);
    checkCompression(file, reader);
    BufferedImage image = CmykJpeg.isOpenIn(reader) ? CmykJpeg.read(reader) : reader.read(0);
    warnings.check();
    return image;
  }

  private static void checkPixels(Path file, int width, int height, DecodeLimits limits)
      throws PictureException {
    if (width < 1 || height < 1 || (long) width * height > limits.maxPixels()) {
      throw new PictureException(
          file,
          "its header declares %dx%d pixels".formatted(width, height),
          "from 1 to %d pixels".formatted(limits.maxPixels()),
          "shrink the picture or raise DecodeLimits.maxPixels");
    }
  }

  private static void checkChannels(Path file, ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    int channels = types.hasNext() ? types.next().getNumBands() : 0;
    if (channels > MOST_CHANNELS) {
      throw new PictureException(
          file,
          "it has " + channels + " channels",
          "grey, RGB or CMYK",
          "convert it, or pass its values to Picture.of");
    }
  }

  /** A JPEG inside a TIFF has a size of its own, which its decoder would believe. */
  private static void checkCompression(Path file, ImageReader reader) throws IOException {
    if (!reader.getFormatName().equals("tif")) {
      return;
    }
    TIFFField compression =
        TIFFDirectory.createFromMetadata(reader.getImageMetadata(0))
            .getTIFFField(BaselineTIFFTagSet.TAG_COMPRESSION);
    if (compression != null && JPEG_IN_TIFF.contains(compression.getAsInt(0))) {
      throw new PictureException(
          file, "it is a TIFF that holds a JPEG", "any other compression", "convert it");
    }
  }

  private static PictureException broken(Path file, ImageReader reader, Exception cause) {
    String format = reader.getOriginatingProvider().getFormatNames()[0].toUpperCase(Locale.ROOT);
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    PictureException exception =
        new PictureException(
            file,
            "the %s data is broken or cut short (%s)".formatted(format, reason),
            "a whole picture",
            "copy or export it again");
    exception.initCause(cause);
    return exception;
  }
}
