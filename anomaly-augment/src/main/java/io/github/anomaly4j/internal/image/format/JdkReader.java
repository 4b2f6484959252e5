package io.github.anomaly4j.internal.image.format;

import com.google.common.collect.ImmutableList;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * The Java runtime's own decoders. Plug-ins of the host are ignored: the pixels that a model sees
 * must not depend on them.
 */
public enum JdkReader {
  PNG("png"),
  JPEG("jpeg"),
  GIF("gif"),
  BMP("bmp"),
  TIFF("tiff");

  /** Uses a reader whose input is set. */
  public interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private final String format;

  JdkReader(String format) {
    this.format = format;
  }

  /** The first image; {@code check} sees its header before it is decoded. */
  public BufferedImage image(byte[] bytes, Use<Void> check) throws IOException {
    return use(
        bytes,
        reader -> {
          check.of(reader);
          return CmykJpeg.isOpenIn(reader) ? CmykJpeg.read(reader) : reader.read(0);
        });
  }

  /** The samples as they are stored, their colors not converted. */
  public Raster raster(byte[] bytes) throws IOException {
    return use(bytes, reader -> reader.readRaster(0, null));
  }

  /** Opens a file on disk whose regions are read one by one. */
  public Open open(Path file) throws IOException {
    ImageInputStream stream = new FileImageInputStream(file.toFile());
    ImageReader reader = reader();
    reader.setInput(stream, false, true);
    return new Open(reader, stream);
  }

  /** An open file. */
  public record Open(ImageReader reader, ImageInputStream stream) implements AutoCloseable {
    public int width() throws IOException {
      return reader.getWidth(0);
    }

    public int height() throws IOException {
      return reader.getHeight(0);
    }

    /** The pixels of a region. */
    public BufferedImage region(int x, int y, int width, int height) throws IOException {
      ImageReadParam region = reader.getDefaultReadParam();
      region.setSourceRegion(new Rectangle(x, y, width, height));
      return reader.read(0, region);
    }

    @Override
    public void close() throws IOException {
      reader.dispose();
      stream.close();
    }
  }

  private <T> T use(byte[] bytes, Use<T> use) throws IOException {
    ImageReader reader = reader();
    try (ImageInputStream stream = new ByteArrayImageInputStream(bytes)) {
      FatalWarnings warnings = new FatalWarnings();
      reader.addIIOReadWarningListener(warnings);
      reader.setInput(stream, true, true);
      T result = use.of(reader);
      warnings.check();
      return result;
    } finally {
      reader.dispose();
    }
  }

  private ImageReader reader() {
    List<ImageReader> readers = ImmutableList.copyOf(ImageIO.getImageReadersByFormatName(format));
    return readers.stream()
        .filter(reader -> reader.getClass().getModule() == ImageIO.class.getModule())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "this program has removed Java's own reader of "
                        + format
                        + " from ImageIO's registry; leave it there"));
  }
}
