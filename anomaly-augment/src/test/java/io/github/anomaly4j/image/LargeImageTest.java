package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regions have the pixels that the whole image has, to the bit. */
class LargeImageTest {
  private static final int WIDTH = 203;
  private static final int HEIGHT = 157;
  private static final int SIDE = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "png, 5, true",
    "png, 1, true",
    "png, 10, true",
    "png, 11, true",
    "png, 13, true",
    "png, 6, false",
    "png, 12, false",
    "bmp, 5, true",
    "bmp, 10, true",
    "jpg, 5, false",
    "jpg, 10, false",
    "gif, 13, false",
    "tif, 5, true",
    "tif, 10, true",
    "tif, 11, true"
  })
  void every_region_is_as_in_the_whole_image(String format, int type, boolean byRegions)
      throws IOException {
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(textured(type), format, file.toFile())).isTrue();
    compare(file, byRegions);
  }

  @Test
  void a_tiff_of_tiles_is_read_tile_by_tile() throws IOException {
    Path file = folder.resolve("tiled.tif");
    BufferedImage image = textured(BufferedImage.TYPE_3BYTE_BGR);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      ImageWriteParam tiled = writer.getDefaultWriteParam();
      tiled.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
      tiled.setTiling(64, 48, 0, 0);
      tiled.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      tiled.setCompressionType("LZW");
      writer.write(
          writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), tiled),
          new IIOImage(image, null, null),
          tiled);
    }
    compare(file, true);
  }

  @Test
  void an_interlaced_png_is_decoded_as_a_whole() throws IOException {
    Path file = folder.resolve("interlaced.png");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      ImageWriteParam interlaced = writer.getDefaultWriteParam();
      interlaced.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.write(
          null, new IIOImage(textured(BufferedImage.TYPE_3BYTE_BGR), null, null), interlaced);
    }
    compare(file, false);
  }

  @Test
  void every_orientation_of_a_jpeg_is_turned_as_in_the_whole_image() throws IOException {
    Path plain = folder.resolve("plain.jpg");
    ImageIO.write(textured(BufferedImage.TYPE_3BYTE_BGR), "jpg", plain.toFile());
    byte[] bytes = Files.readAllBytes(plain);
    for (int code = 1; code <= 8; code++) {
      byte[] exif = {
        (byte) 0xff,
        (byte) 0xe1,
        0,
        34,
        'E',
        'x',
        'i',
        'f',
        0,
        0,
        'M',
        'M',
        0,
        42,
        0,
        0,
        0,
        8,
        0,
        1,
        1,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        (byte) code,
        0,
        0,
        0,
        0,
        0,
        0
      };
      byte[] turned = new byte[bytes.length + exif.length];
      System.arraycopy(bytes, 0, turned, 0, 2);
      System.arraycopy(exif, 0, turned, 2, exif.length);
      System.arraycopy(bytes, 2, turned, 2 + exif.length, bytes.length - 2);
      compare(Files.write(folder.resolve(code + ".jpg"), turned), false);
    }
  }

  @Test
  void regions_may_lie_above_those_that_were_read_before() throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(textured(BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
    Image whole = Image.read(file);
    try (LargeImage large = ImageReader.defaults().open(file)) {
      assertThat(large.read(0, HEIGHT - 9, WIDTH, 9))
          .isEqualTo(whole.crop(0, HEIGHT - 9, WIDTH, 9));
      assertThat(large.read(3, 2, 50, 60)).isEqualTo(whole.crop(3, 2, 50, 60));
      assertThat(large.read(3, 1, 50, 60)).isEqualTo(whole.crop(3, 1, 50, 60));
    }
  }

  @Test
  void every_filter_of_png_is_undone() throws IOException {
    // Written by levels: the writer of Java takes one filter for each kind of content.
    Path file = folder.resolve("image.png");
    byte[] png = filteredPng();
    Files.write(file, png);
    compare(file, true);
  }

  @Test
  void a_png_that_is_cut_short_is_an_error_that_names_it() throws IOException {
    Path file = folder.resolve("short.png");
    ImageIO.write(textured(BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    try (LargeImage large = ImageReader.defaults().open(file)) {
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> large.read(0, HEIGHT - 9, WIDTH, 9))
          .withMessageContaining("short.png")
          .withMessageContaining("cut short");
    }
  }

  @Test
  void a_tiff_that_is_cut_short_is_a_broken_image() throws IOException {
    Path file = folder.resolve("broken.tiff");
    byte[] whole = TiffBuilder.gray(2, 1).data(new byte[2]).build();
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageReader.defaults().open(file))
        .withMessageContaining("broken.tiff")
        .withMessageContaining("a strip or tile is cut short");
  }

  @Test
  void limits_hold_for_regions_too() throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(textured(BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageReader.defaults().limits(new DecodeLimits(1 << 20, 1000)).open(file))
        .withMessageContaining("203x157 pixels");
  }

  @Test
  void an_image_in_memory_has_regions() throws IOException {
    Image whole = Image.from(textured(BufferedImage.TYPE_3BYTE_BGR));
    try (LargeImage large = LargeImage.of(whole)) {
      assertThat(large.read(5, 6, 7, 8)).isEqualTo(whole.crop(5, 6, 7, 8));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> large.read(WIDTH - 3, 0, 4, 1));
    }
  }

  private static void compare(Path file, boolean byRegions) throws IOException {
    Image whole = Image.read(file);
    try (LargeImage large = ImageReader.defaults().open(file)) {
      assertThat(large.byRegions()).isEqualTo(byRegions);
      assertThat(large.width()).isEqualTo(whole.width());
      assertThat(large.height()).isEqualTo(whole.height());
      assertThat(large.origin()).isEqualTo(whole.origin());
      for (int y = 0; y < large.height(); y += SIDE - 7) {
        for (int x = 0; x < large.width(); x += SIDE - 7) {
          int width = Math.min(SIDE, large.width() - x);
          int height = Math.min(SIDE, large.height() - y);
          assertThat(large.read(x, y, width, height)).isEqualTo(whole.crop(x, y, width, height));
        }
      }
    }
  }

  private static BufferedImage textured(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(type);
    WritableRaster raster = image.getRaster();
    for (int band = 0; band < raster.getNumBands(); band++) {
      int most = 1 << image.getSampleModel().getSampleSize(band);
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          raster.setSample(x, y, band, (x * y / 3 + random.nextInt(most / 2)) % most);
        }
      }
    }
    return image;
  }

  /** RGB whose rows have the filters 0 to 4 by turns, over bytes that need no meaning. */
  private static byte[] filteredPng() throws IOException {
    byte[] rows = new byte[HEIGHT * (1 + 3 * WIDTH)];
    new Random(7).nextBytes(rows);
    for (int y = 0; y < HEIGHT; y++) {
      rows[y * (1 + 3 * WIDTH)] = (byte) (y % 5);
    }
    Deflater deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    byte[] packed = new byte[rows.length + 1000];
    int length = deflater.deflate(packed);
    deflater.end();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(WIDTH).putInt(HEIGHT).put(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.array());
    // In two chunks.
    chunk(out, "IDAT", Arrays.copyOf(packed, 1001));
    chunk(out, "IDAT", Arrays.copyOfRange(packed, 1001, length));
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] named = new byte[4 + data.length];
    System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
    System.arraycopy(data, 0, named, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(named);
    out.writeInt(data.length);
    out.write(named);
    out.writeInt((int) crc.getValue());
  }
}
