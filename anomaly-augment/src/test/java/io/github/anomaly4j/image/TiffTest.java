package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.image.format.CmykJpegTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffTest {
  private static final ImageReader READER = ImageReader.defaults();

  private static final int[] WORDS = {0, 65535, 300, 301, 40000, 7, 12345, 12000};

  @ParameterizedTest
  @CsvSource({"II,lzw", "MM,lzw", "II,deflate", "MM,deflate"})
  void sixteen_bits_with_a_predictor_as_opencv_writes_them_are_read(String order, String method)
      throws IOException {
    ByteOrder bytes = order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    for (boolean big : new boolean[] {false, true}) {
      TiffBuilder builder =
          TiffBuilder.in(bytes, big, 4, 2).words(TiffBuilder.differences(WORDS, 4)).shorts(317, 2);
      builder = method.equals("lzw") ? builder.byLzw() : builder.deflated();
      assertThat(firstPlane(READER.read(builder.build(), "opencv"))).containsExactly(parts(WORDS));
    }
  }

  @Test
  void a_big_tiff_gives_what_a_tiff_gives() throws IOException {
    byte[] big = TiffBuilder.in(ByteOrder.LITTLE_ENDIAN, true, 4, 2).words(WORDS).build();
    assertThat(firstPlane(READER.read(big, "big"))).containsExactly(parts(WORDS));
    assertThat(READER.read(big, "big").origin())
        .contains(new Origin("big", "TIFF", 16, new PixelRange(0, 65535), OptionalInt.empty(), 0));
  }

  @Test
  void lzw_reads_what_java_writes_at_every_width_of_code() throws IOException {
    BufferedImage buffered = new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 300 * 200; i++) {
      buffered.getRaster().setSample(i % 300, i / 300, 0, (i * i / 977 + i % 7) & 255);
    }
    Image expected = Image.from(buffered);
    assertThat(READER.read(written(buffered, "LZW"), "lzw")).isEqualTo(expected);
  }

  @Test
  void a_jpeg_in_a_tiff_is_read_and_its_quality_told() throws IOException {
    BufferedImage buffered = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      buffered.setRGB(i % 40, i / 40, 0x336699);
    }
    Image image = READER.read(written(buffered, "JPEG"), "jpeg in tiff");
    assertThat(image.at(0, 20, 20)).isCloseTo(0.2f, within(0.02f));
    assertThat(image.at(1, 20, 20)).isCloseTo(0.4f, within(0.02f));
    assertThat(image.at(2, 20, 20)).isCloseTo(0.6f, within(0.02f));
    assertThat(image.origin().orElseThrow().jpegQuality()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "50000,ZSTD",
    "50001,WebP",
    "34712,JPEG 2000",
    "34925,LZMA",
    "34887,LERC",
    "6,old-style JPEG",
    "4711,a method of the number 4711"
  })
  void a_compression_that_is_not_read_is_named(int number, String method) {
    refused(TiffBuilder.gray(1, 1).shorts(259, number).data(0), READER)
        .withMessageContaining("a TIFF compressed by " + method)
        .withMessageNotContaining("broken");
  }

  @Test
  void a_float_tiff_outside_0_to_1_is_refused_with_the_range_found() {
    refused(TiffBuilder.gray(3, 1).floats(0, 17.5f, 255), READER)
        .withMessageContaining("run from 0.0 to 255.0")
        .withMessageContaining("ImageReader.range")
        .withMessageContaining("--range");
  }

  @Test
  void a_float_tiff_is_taken_in_the_range_that_the_caller_says() throws IOException {
    byte[] tiff = TiffBuilder.gray(3, 1).floats(0, 51, 255).build();
    Image image = READER.range(new PixelRange(0, 255)).read(tiff, "counts");
    assertThat(firstPlane(image)).containsExactly(0, 0.2f, 1);
    assertThat(image.origin().orElseThrow().range()).isEqualTo(new PixelRange(0, 255));
  }

  @Test
  void a_float_tiff_is_taken_in_the_range_that_its_tags_say() throws IOException {
    byte[] tiff =
        TiffBuilder.gray(3, 1).floats(-1, 0, 0.5f).doubles(340, -1).doubles(341, 1).build();
    assertThat(firstPlane(READER.read(tiff, "heights"))).containsExactly(0, 0.5f, 0.75f);
  }

  @Test
  void tags_that_only_repeat_the_extent_of_one_image_are_no_range() {
    refused(TiffBuilder.gray(2, 1).floats(-1.25f, 3).doubles(340, -1.25).doubles(341, 3), READER)
        .withMessageContaining("the same for all images");
  }

  @Test
  void floats_from_0_to_1_need_no_range() throws IOException {
    byte[] tiff = TiffBuilder.gray(3, 1).floats(0, 0.25f, 1).build();
    assertThat(firstPlane(READER.read(tiff, "unit"))).containsExactly(0, 0.25f, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void numbers_that_are_not_finite_are_refused_whatever_the_range(float value) {
    for (ImageReader reader : List.of(READER, READER.range(new PixelRange(0, 1)))) {
      refused(TiffBuilder.gray(2, 1).floats(0, value), reader)
          .withMessageContaining("1 of its numbers are NaN or infinite");
    }
  }

  @Test
  void signed_numbers_and_those_of_32_bits_need_a_range() throws IOException {
    TiffBuilder signed = TiffBuilder.gray(2, 1).words(-100, 300).shorts(339, 2);
    refused(signed, READER).withMessageContaining("run from -100.0 to 300.0");
    assertThat(firstPlane(READER.range(new PixelRange(-100, 300)).read(signed.build(), "signed")))
        .containsExactly(0, 1);
    byte[] wide =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(5).putInt(10).array();
    TiffBuilder unsigned = TiffBuilder.gray(2, 1).shorts(258, 32).data(wide);
    refused(unsigned, READER).withMessageContaining("run from 5.0 to 10.0");
    assertThat(firstPlane(READER.range(new PixelRange(0, 10)).read(unsigned.build(), "unsigned")))
        .containsExactly(0.5f, 1);
  }

  @Test
  void doubles_and_halves_are_floats_too() throws IOException {
    byte[] doubles =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.25).putDouble(1).array();
    byte[] tiff = TiffBuilder.gray(2, 1).shorts(258, 64).shorts(339, 3).data(doubles).build();
    assertThat(firstPlane(READER.read(tiff, "doubles"))).containsExactly(0.25f, 1);
    byte[] halves = TiffBuilder.gray(3, 1).words(0x3800, 0x3c00, 0x0001).shorts(339, 3).build();
    assertThat(firstPlane(READER.read(halves, "halves")))
        .containsExactly(0.5f, 1, (float) Math.scalb(1.0, -24));
  }

  @Test
  void twelve_packed_bits_reach_from_0_to_1() throws IOException {
    byte[] tiff = TiffBuilder.gray(2, 1).shorts(258, 12).data(0xff, 0xf5, 0x55).build();
    assertThat(firstPlane(READER.read(tiff, "packed"))).containsExactly(1, 0x555 / 4095f);
  }

  @Test
  void a_cmyk_tiff_and_a_cmyk_jpeg_of_one_color_look_alike() throws IOException {
    byte[] tiff =
        TiffBuilder.gray(1, 1)
            .shorts(258, 8, 8, 8, 8)
            .shorts(262, 5)
            .shorts(277, 4)
            .data(51, 102, 153, 0)
            .build();
    Image image = READER.read(tiff, "cmyk");
    Image jpeg = READER.read(CmykJpegTest.bytes(-1, 51, 102, 153, 0), "cmyk");
    float[] expected = {0.8f, 0.6f, 0.4f};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(image.at(channel, 0, 0)).isCloseTo(expected[channel], within(1e-6f));
      assertThat(jpeg.at(channel, 7, 7)).isCloseTo(expected[channel], within(0.015f));
    }
  }

  @Test
  void white_may_be_zero() throws IOException {
    byte[] tiff = TiffBuilder.gray(2, 1).shorts(262, 0).data(0, 255).build();
    assertThat(firstPlane(READER.read(tiff, "inverse"))).containsExactly(1, 0);
  }

  @Test
  void alpha_is_laid_over_white_and_a_filling_byte_is_none() throws IOException {
    TiffBuilder rgba =
        TiffBuilder.gray(1, 1)
            .shorts(258, 8, 8, 8, 8)
            .shorts(262, 2)
            .shorts(277, 4)
            .data(255, 0, 0, 102);
    assertThat(READER.read(rgba.shorts(338, 2).build(), "alpha").at(1, 0, 0))
        .isCloseTo(0.6f, within(1e-6f));
    assertThat(READER.read(rgba.shorts(338, 0).build(), "filled"))
        .isEqualTo(Image.filled(1, 1, 1, 0, 0));
  }

  @Test
  void channels_that_are_no_colors_are_refused() {
    refused(
            TiffBuilder.gray(1, 1).shorts(258, 8, 8, 8, 8, 8).shorts(277, 5).data(1, 2, 3, 4, 5),
            READER)
        .withMessageContaining("it has 5 channels");
  }

  @Test
  void tiles_are_put_together() throws IOException {
    byte[] tiles = new byte[2 * 256];
    Arrays.fill(tiles, 0, 256, (byte) 51);
    Arrays.fill(tiles, 256, 512, (byte) 102);
    TiffBuilder builder =
        TiffBuilder.gray(20, 10).shorts(322, 16).shorts(323, 16).data(tiles).longs(324, 0, 0);
    int start = builder.longs(325, 256, 256).build().length - 512;
    Image image = READER.read(builder.longs(324, start, start + 256).build(), "tiles");
    assertThat(image.at(0, 15, 9)).isEqualTo(0.2f);
    assertThat(image.at(0, 16, 0)).isEqualTo(0.4f);
  }

  private static ThrowableAssertAlternative<ImageException> refused(
      TiffBuilder tiff, ImageReader reader) {
    return assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> reader.read(tiff.build(), "made.tif"))
        .withMessageContaining("made.tif");
  }

  private static byte[] written(BufferedImage buffered, String compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionType(compression);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(buffered, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static float[] firstPlane(Image image) {
    return Arrays.copyOf(image.toArray(), image.width() * image.height());
  }

  private static float[] parts(int[] words) {
    float[] parts = new float[words.length];
    IntStream.range(0, words.length).forEach(i -> parts[i] = words[i] / 65535f);
    return parts;
  }
}
