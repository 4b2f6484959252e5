package io.github.anomaly4j.internal.image.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.TiffBuilder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored image is 1 2 3 over 4 5 6; what viewers show is written in rows. */
public class OrientationTest {
  private static final ImageReader READER = ImageReader.defaults();

  private static final ImageReader AS_STORED = READER.orientation(false);

  @ParameterizedTest
  @CsvSource({
    "1, 123/456",
    "2, 321/654",
    "3, 654/321",
    "4, 456/123",
    "5, 14/25/36",
    "6, 41/52/63",
    "7, 63/52/41",
    "8, 36/25/14",
    "0, 123/456",
    "9, 123/456"
  })
  void tiff_and_png_are_turned_as_viewers_show_them(int code, String shown) throws IOException {
    byte[] tiff = TiffBuilder.gray(3, 2).shorts(274, code).data(10, 20, 30, 40, 50, 60).build();
    assertThat(rows(READER.read(tiff, "tiff"))).isEqualTo(shown);
    assertThat(rows(AS_STORED.read(tiff, "tiff"))).isEqualTo("123/456");
    byte[] png = png(stored(), code);
    assertThat(rows(READER.read(png, "png"))).isEqualTo(shown);
    assertThat(rows(AS_STORED.read(png, "png"))).isEqualTo("123/456");
  }

  @Test
  void a_jpeg_is_turned_by_its_exif() throws IOException {
    BufferedImage halves = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      halves.setRGB(16 + i % 16, i / 16, 0xffffff);
    }
    byte[] jpeg = jpeg(halves, 6);
    Image turned = READER.read(jpeg, "jpeg");
    assertThat(turned.width()).isEqualTo(16);
    assertThat(turned.at(0, 8, 4)).isLessThan(0.1f);
    assertThat(turned.at(0, 8, 28)).isGreaterThan(0.9f);
    assertThat(AS_STORED.read(jpeg, "jpeg").width()).isEqualTo(32);
  }

  @Test
  void of_two_exif_notes_in_a_jpeg_the_first_counts() throws IOException {
    byte[] jpeg = jpeg(new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB), 6);
    int length = (jpeg[4] & 255) << 8 | jpeg[5] & 255;
    byte[] two = new byte[jpeg.length + 2 + length];
    System.arraycopy(jpeg, 0, two, 0, 4 + length);
    System.arraycopy(jpeg, 2, two, 4 + length, jpeg.length - 2);
    // The second note says upright.
    int at = new String(two, StandardCharsets.ISO_8859_1).lastIndexOf("Exif");
    two[at + 6 + 8 + 2 + 9] = 1;
    assertThat(READER.read(two, "jpeg").width()).isEqualTo(16);
  }

  @Test
  void a_mask_is_turned_by_its_own_orientation() throws IOException {
    byte[] tiff = TiffBuilder.gray(3, 2).shorts(274, 6).data(255, 0, 0, 0, 0, 0).build();
    Mask mask = READER.readMask(tiff, "mask");
    assertThat(mask).isEqualTo(Mask.of(2, 3, new float[] {0, 1, 0, 0, 0, 0}));
  }

  @Test
  void a_broken_exif_leaves_the_image_upright() throws IOException {
    byte[] png = png(stored(), 6);
    int at = new String(png, StandardCharsets.ISO_8859_1).indexOf("eXIf");
    png[at + 8] = (byte) 200;
    assertThat(rows(READER.read(png, "png"))).isEqualTo("123/456");
  }

  private static BufferedImage stored() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 3, 2, 0, new int[] {10, 20, 30, 40, 50, 60});
    return image;
  }

  private static String rows(Image image) {
    StringBuilder rows = new StringBuilder();
    for (int y = 0; y < image.height(); y++) {
      rows.append(y == 0 ? "" : "/");
      for (int x = 0; x < image.width(); x++) {
        rows.append(Math.round(image.at(0, x, y) * 25.5f));
      }
    }
    return rows.toString();
  }

  /** A TIFF header and a directory with one tag. */
  private static byte[] exif(int code) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1})
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) code)
        .array();
  }

  public static byte[] png(BufferedImage image, int code) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, "png", plain);
    byte[] png = plain.toByteArray();
    byte[] exif = exif(code);
    ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length);
    chunk.putInt(exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(exif);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + exif.length);
    chunk.putInt((int) crc.getValue());
    return ByteBuffer.allocate(png.length + chunk.capacity())
        .put(png, 0, 33)
        .put(chunk.array())
        .put(png, 33, png.length - 33)
        .array();
  }

  public static byte[] jpeg(BufferedImage image, int code) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", plain);
    byte[] jpeg = plain.toByteArray();
    byte[] exif = exif(code);
    return ByteBuffer.allocate(jpeg.length + exif.length + 10)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (exif.length + 8))
        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
