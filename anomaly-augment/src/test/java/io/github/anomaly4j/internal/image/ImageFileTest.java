package io.github.anomaly4j.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tiff"})
  void lossless_formats_give_the_pixels_back(String format) throws IOException {
    Image image = Image.of(2, 1, new float[] {0, 1, 0.2f, 0.4f, 1, 0});
    assertThat(Image.read(write(image.toBufferedImage(), format))).isEqualTo(image);
  }

  @Test
  void a_jpeg_is_read_by_its_content_whatever_its_name() throws IOException {
    Path file = write(Image.filled(16, 16, 0.2f, 0.4f, 0.6f).toBufferedImage(), "jpg");
    Path renamed = Files.move(file, folder.resolve("renamed.png"));
    assertThat(Image.read(renamed).at(2, 8, 8)).isCloseTo(0.6f, within(0.02f));
  }

  @Test
  void sixteen_bits_survive_a_png() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 12345);
    assertThat(Image.read(write(image, "png")).at(0, 0, 0)).isEqualTo(12345 / 65535f);
  }

  @Test
  void alpha_in_a_png_is_laid_over_white() throws IOException {
    Path file = write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB), "png");
    assertThat(Image.read(file)).isEqualTo(Image.filled(1, 1, 1, 1, 1));
  }

  @Test
  void an_image_of_one_pixel_is_an_image() throws IOException {
    Path file = write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png");
    assertThat(Image.read(file)).isEqualTo(Image.filled(1, 1, 0, 0, 0));
  }

  @Test
  void a_missing_file_is_named() {
    assertRefused(folder.resolve("none.png"), "no such file");
  }

  @Test
  void a_folder_is_no_image() {
    assertRefused(folder, "this is a folder");
  }

  @Test
  void an_empty_file_is_no_image() throws IOException {
    assertRefused(Files.createFile(folder.resolve("empty.png")), "0 bytes");
  }

  @Test
  void a_text_named_png_is_no_image() throws IOException {
    assertRefused(Files.writeString(folder.resolve("text.png"), "hello"), "no image of a known");
  }

  @ParameterizedTest
  @CsvSource({
    "RIFF1234WEBPVP8 , WebP",
    "1234ftypheic1234, HEIF",
    "1234ftypavif1234, AVIF",
    "8BPS1234, Photoshop",
    "'P5 1 1 255 0', Netpbm",
    "'%PDF-1.7', PDF"
  })
  void a_format_that_is_not_read_is_named(String start, String format) throws IOException {
    Path file = Files.writeString(folder.resolve("part.png"), start);
    assertRefused(file, "it is a file of the format " + format + ", which is not read");
  }

  @Test
  void a_name_that_this_locale_cannot_spell_is_spelt_by_its_bytes() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "names here are not UTF-8");
    // What a name beyond ASCII looks like under LC_ALL=C, but for its bytes.
    Path file = Files.writeString(folder.resolve("\ufffd.png"), "hello");
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> Image.read(file))
        .withMessageContaining("/%EF%BF%BD.png: its content");
  }

  @Test
  void jpeg_2000_is_named() throws IOException {
    byte[] box = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, (byte) 0x87, 10};
    assertRefused(Files.write(folder.resolve("part.jp2"), box), "the format JPEG 2000");
  }

  @Test
  void zeros_are_no_image() throws IOException {
    Path file = Files.write(folder.resolve("zeros.png"), new byte[4096]);
    assertThatExceptionOfType(ImageException.class).isThrownBy(() -> Image.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tiff"})
  void a_file_cut_short_is_refused_at_any_length(String format) throws IOException {
    byte[] whole = Files.readAllBytes(write(noise(64), format));
    for (double share : new double[] {0.002, 0.05, 0.3, 0.6, 0.9}) {
      byte[] part = Arrays.copyOf(whole, (int) (whole.length * share) + 1);
      Path file = Files.write(folder.resolve("cut." + format), part);
      assertThatExceptionOfType(ImageException.class)
          .as("%s of %d bytes cut to %d", format, whole.length, part.length)
          .isThrownBy(() -> Image.read(file))
          .withMessageContaining(file.toString());
    }
  }

  @Test
  void a_jpeg_whose_data_makes_no_sense_is_refused() throws IOException {
    byte[] jpeg = Files.readAllBytes(write(noise(64), "jpg"));
    // Ones alone, as a byte of 255 and its escape give, are no Huffman code.
    for (int i = 0; i < 16; i++) {
      jpeg[jpeg.length / 2 + i] = (byte) (i % 2 == 0 ? 0xff : 0);
    }
    assertRefused(Files.write(folder.resolve("bad.jpg"), jpeg), "bad Huffman code");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tiff"})
  void a_file_with_random_damage_is_read_or_refused_but_nothing_else(String format)
      throws IOException {
    byte[] whole = Files.readAllBytes(write(noise(24), format));
    SplittableRandom random = new SplittableRandom(5);
    DecodeLimits limits = new DecodeLimits(1 << 20, 1 << 20);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      for (int flips = 0; flips < 3; flips++) {
        bytes[random.nextInt(Math.min(bytes.length, 400))] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("broken"), bytes);
      try {
        assertThat(Image.read(file, limits).width()).isPositive();
      } catch (ImageException e) {
        assertThat(e).hasMessageContaining("broken");
      }
    }
  }

  @Test
  void a_file_whose_colors_cannot_be_told_is_refused() throws IOException {
    // Two channels of 64-bit floats, neither of them said to be alpha.
    assertRefused(
        tiff(
            new int[][] {
              {256, 1},
              {257, 1},
              {258, 64, 64},
              {259, 1},
              {262, 1},
              {273, 134},
              {277, 2},
              {278, 1},
              {279, 16},
              {339, 3, 3}
            }),
        "2 channels, of which 1 are said to be colors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "LZW", "Deflate", "PackBits", "ZLib"})
  void a_tiff_of_any_compression_that_java_writes_is_read(String compression) throws IOException {
    Path file = folder.resolve("compressed.tiff");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionType(compression);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(noise(16), null, null), settings);
    }
    writer.dispose();
    if (compression.equals("JPEG")) {
      assertThat(Image.read(file).width()).isEqualTo(16);
    } else {
      assertThat(Image.read(file)).isEqualTo(Image.from(noise(16)));
    }
  }

  @Test
  void a_huge_size_in_the_header_is_refused_before_it_is_believed() throws IOException {
    assertRefused(pngHeader(8_000, 5_001), "8000x5001");
    assertRefused(pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE), "2147483647x2147483647");
  }

  @Test
  void limits_are_the_callers_choice() throws IOException {
    Path file = write(new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB), "png");
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> Image.read(file, new DecodeLimits(1 << 20, 399)))
        .withMessageContaining("20x20")
        .withMessageContaining("maxPixels");
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> Image.read(file, new DecodeLimits(10, 400)))
        .withMessageContaining("maxBytes");
    assertThat(Image.read(file, new DecodeLimits(1 << 20, 400)).width()).isEqualTo(20);
  }

  @Test
  void limits_below_one_or_beyond_an_array_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DecodeLimits(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new DecodeLimits(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new DecodeLimits(1, 1L << 30));
  }

  @Test
  void a_file_without_permission_is_refused() throws IOException {
    Path file = write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertRefused(file, "permission");
  }

  @Test
  void reading_leaves_the_settings_of_imageio_alone() throws IOException {
    boolean before = ImageIO.getUseCache();
    Image.read(write(noise(4), "png"));
    assertThat(ImageIO.getUseCache()).isEqualTo(before);
  }

  @Test
  void an_image_is_read_and_a_broken_one_named_on_any_file_system() throws IOException {
    Path file = write(noise(8), "png");
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("images.zip"), Map.of("create", "true"))) {
      Path inside = Files.copy(file, zip.getPath("image.png"));
      assertThat(Image.read(inside)).isEqualTo(Image.read(file));
      assertRefused(Files.writeString(zip.getPath("text.png"), "hello"), "no image of a known");
    }
  }

  private static void assertRefused(Path file, String found) {
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> Image.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(found)
        .withMessageContaining("expected")
        .satisfies(e -> assertThat(e.name()).isEqualTo(file.toString()));
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static BufferedImage noise(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt());
    }
    return image;
  }

  /** A TIFF of the given fields, each a tag and one or two shorts, and of 64 zeros behind them. */
  private Path tiff(int[][] fields) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 2 + 12 * fields.length + 4 + 64);
    bytes.put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8}).putShort((short) fields.length);
    for (int[] field : fields) {
      bytes.putShort((short) field[0]).putShort((short) 3).putInt(field.length - 1);
      bytes.putShort((short) field[1]).putShort((short) (field.length > 2 ? field[2] : 0));
    }
    return Files.write(folder.resolve("made.tiff"), bytes.array());
  }

  /** A PNG that declares a size and holds no pixels. */
  private Path pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(header);
    data.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    data.writeInt((int) crc.getValue());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
    header.writeTo(file);
    return Files.write(folder.resolve("huge.png"), file.toByteArray());
  }
}
