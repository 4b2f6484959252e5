package io.github.anomaly4j.internal.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class CmykJpegTest {
  @TempDir Path folder;

  @Test
  void inks_without_a_marker_darken_the_paper() throws IOException {
    Image image = Image.read(jpeg(-1, 51, 102, 153, 0));
    assertColor(image, 0.8f, 0.6f, 0.4f);
  }

  @Test
  void inverted_inks_are_what_adobe_writes() throws IOException {
    Image image = Image.read(jpeg(0, 204, 153, 102, 255));
    assertColor(image, 0.8f, 0.6f, 0.4f);
  }

  @Test
  void black_ink_darkens_all() throws IOException {
    Image image = Image.read(jpeg(0, 255, 255, 255, 51));
    assertColor(image, 0.2f, 0.2f, 0.2f);
  }

  @Test
  void inverted_inks_in_ycck_are_turned_back_to_cmy_first() throws IOException {
    // BT.601 of (204, 153, 102)
    Image image = Image.read(jpeg(2, 162, 94, 158, 255));
    assertColor(image, 0.8f, 0.6f, 0.4f);
  }

  private static void assertColor(Image image, float red, float green, float blue) {
    assertThat(image.width()).isEqualTo(16);
    assertThat(image.at(0, 7, 7)).isCloseTo(red, within(0.015f));
    assertThat(image.at(1, 7, 7)).isCloseTo(green, within(0.015f));
    assertThat(image.at(2, 7, 7)).isCloseTo(blue, within(0.015f));
  }

  /** A plain color of four stored channels, with Adobe's APP14 segment unless transform is -1. */
  public static byte[] bytes(int transform, int... channels) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, channels);
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(encoded)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    writer.dispose();
    byte[] plain = encoded.toByteArray();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(plain, 0, 2);
    if (transform >= 0) {
      file.write(
          new byte[] {
            -1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
          });
    }
    file.write(plain, 2, plain.length - 2);
    return file.toByteArray();
  }

  private Path jpeg(int transform, int... channels) throws IOException {
    return Files.write(folder.resolve("cmyk.jpg"), bytes(transform, channels));
  }
}
