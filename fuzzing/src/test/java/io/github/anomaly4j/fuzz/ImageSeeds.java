package io.github.anomaly4j.fuzz;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferFloat;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small whole images: every format that is read, in the kinds that Java writes. */
final class ImageSeeds {
  private static final int WIDTH = 12;
  private static final int HEIGHT = 7;

  private static final int[] TYPES = {
    BufferedImage.TYPE_BYTE_GRAY,
    BufferedImage.TYPE_BYTE_BINARY,
    BufferedImage.TYPE_BYTE_INDEXED,
    BufferedImage.TYPE_USHORT_GRAY,
    BufferedImage.TYPE_3BYTE_BGR,
    BufferedImage.TYPE_4BYTE_ABGR
  };

  /** Settings of a writer. */
  private interface Settings {
    void apply(ImageWriteParam param);
  }

  private ImageSeeds() {}

  /** Files of all formats. */
  static Stream<byte[]> all() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int type : TYPES) {
      BufferedImage image = drawn(type);
      for (String format : List.of("png", "jpeg", "gif", "bmp", "tiff")) {
        write(image, format, param -> {}, seeds);
      }
      for (String format : List.of("png", "jpeg", "gif")) {
        write(
            image, format, param -> param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT), seeds);
      }
    }
    write(drawn(BufferedImage.TYPE_BYTE_INDEXED), "bmp", compression("BI_RLE8"), seeds);
    write(drawn(BufferedImage.TYPE_USHORT_565_RGB), "bmp", compression("BI_BITFIELDS"), seeds);
    seeds.addAll(tiffs().toList());
    return seeds.stream();
  }

  /** TIFF files of all kinds. */
  static Stream<byte[]> tiffs() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int type : TYPES) {
      for (String method : List.of("LZW", "Deflate", "ZLib", "PackBits", "JPEG", "CCITT T.6")) {
        write(drawn(type), "tiff", compression(method), seeds);
      }
    }
    Settings tiles =
        param -> {
          param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
          param.setTiling(16, 16, 0, 0);
        };
    write(drawn(BufferedImage.TYPE_3BYTE_BGR), "tiff", tiles, seeds);
    write(real(), "tiff", param -> {}, seeds);
    write(real(), "tiff", compression("Deflate"), seeds);
    return seeds.stream();
  }

  private static Settings compression(String method) {
    return param -> {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(method);
    };
  }

  private static BufferedImage drawn(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, x < 4 ? 0xff000000 : 0xff0000ff * (x * y % 5) + 0x00112233 * x);
      }
    }
    return image;
  }

  /** Of floating point, in [0, 1]. */
  private static BufferedImage real() {
    ColorModel gray =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, 1, DataBuffer.TYPE_FLOAT);
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / (float) values.length;
    }
    WritableRaster raster =
        Raster.createWritableRaster(
            new BandedSampleModel(DataBuffer.TYPE_FLOAT, WIDTH, HEIGHT, 1),
            new DataBufferFloat(values, values.length),
            new Point());
    return new BufferedImage(gray, raster, false, null);
  }

  /** Adds a file, if the format can hold such an image. */
  private static void write(
      BufferedImage image, String format, Settings settings, List<byte[]> seeds)
      throws IOException {
    Iterator<ImageWriter> writers =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format);
    if (!writers.hasNext()) {
      return;
    }
    ImageWriter writer = writers.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      settings.apply(param);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException | RuntimeException e) {
      // Such as an image of colors in a compression for black and white.
      return;
    } finally {
      writer.dispose();
    }
    seeds.add(bytes.toByteArray());
  }
}
