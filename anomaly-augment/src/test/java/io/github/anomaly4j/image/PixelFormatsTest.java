package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.image.format.CmykJpegTest;
import io.github.anomaly4j.internal.image.format.OrientationTest;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Prints the first section of {@code docs/formats.md} from files that are made here. Each that is
 * read has red of one fifth in its first pixel, unless it says otherwise.
 */
class PixelFormatsTest {
  private static final float FIFTH = 0.2f;

  private static final List<String> RULES =
      List.of(
          "Unsigned integers of up to 16 bits are divided by their largest number. Cameras of 10, 12",
          "and 14 bits fill a part of that: `AnomalyDetectorBuilder.pixelRange` says which, or training",
          "finds out. Floats, signed numbers and those of 32 bits need a range, the same for all images:",
          "from `ImageReader.range`, `AnomalyDetectorBuilder.pixelRange` or `--range`, or else from the",
          "tags SMinSampleValue and SMaxSampleValue, unless these only repeat the image's own extremes.",
          "What lies outside the range is cut off. There is no color management and no gamma. The first",
          "frame or page is read. Formats are told by content, not by names, and plug-ins of ImageIO are",
          "not asked: decode what they read yourself and pass the `BufferedImage`. A JPEG may have 40",
          "scans (12 where it has more than 41 megapixels, and in between as many as make 500 megapixels),",
          "a row of a PNG 16 MiB.",
          "");

  private final List<String> lines = new ArrayList<>();

  @Test
  void the_page_says_what_becomes_of_each_kind_of_file() throws IOException {
    lines.addAll(RULES);
    lines.add("| file | what becomes of it | stored numbers that are 0 and 1 |");
    lines.add("|---|---|---|");
    pngs();
    jpegs();
    tiffs();
    compressions();
    others();
    FormatsPage.check("Pixel formats and bit depths", lines);
  }

  private void pngs() throws IOException {
    row("PNG, gray of 8 bits", png(BufferedImage.TYPE_BYTE_GRAY, 51), FIFTH);
    row("PNG, gray of 16 bits", png(BufferedImage.TYPE_USHORT_GRAY, 13107), FIFTH);
    row("PNG, RGB of 8 bits", png(BufferedImage.TYPE_3BYTE_BGR, 51), FIFTH);
    byte[] red = {51, 0};
    BufferedImage palette =
        new BufferedImage(
            1, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, red, red, red));
    row("PNG, palette", written(palette, "png"), FIFTH);
    BufferedImage alpha = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    alpha.setRGB(0, 0, 0x66ff0000);
    alpha.setRGB(1, 0, 0x66000000);
    row("PNG with alpha: laid over white (alpha .4, black gives .6)", written(alpha, "png"), 1);
    BufferedImage frame = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    frame.setRGB(0, 0, 0x00330000);
    row("PNG whose alpha is 0 everywhere (BGRX): its colors", written(frame, "png"), FIFTH);
    BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    row("the same of one color: white paper", written(clear, "png"), 1);
    BufferedImage turned = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    turned.getRaster().setSample(1, 0, 0, 51);
    row("PNG with EXIF orientation 3: turned", OrientationTest.png(turned, 3), FIFTH);
    row("BMP, RGB of 8 bits", written(image(BufferedImage.TYPE_3BYTE_BGR, 51), "bmp"), FIFTH);
    row("GIF, the first of its frames", written(palette, "gif"), FIFTH);
  }

  private void jpegs() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0x333333);
    }
    byte[] jpeg = written(image, "jpeg");
    row("JPEG, baseline or progressive", jpeg, FIFTH);
    row("JPEG with EXIF orientation: turned", OrientationTest.jpeg(image, 6), FIFTH);
    row(
        "JPEG, CMYK: ink darkens linearly, no profile",
        CmykJpegTest.bytes(-1, 204, 0, 0, 0),
        FIFTH);
    row("JPEG of 12 bits", patched(jpeg, 0xc0, 4, 12), 0);
    row("JPEG, lossless", patched(jpeg, 0xc0, 1, 0xc3), 0);
    row("JPEG, arithmetically coded", patched(jpeg, 0xc0, 1, 0xc9), 0);
  }

  private void tiffs() throws IOException {
    row("TIFF, gray of 8 bits", gray().data(51), FIFTH);
    row("TIFF, gray of 12 bits, packed", gray().shorts(258, 12).data(0x33, 0x30), FIFTH);
    row("TIFF, gray of 16 bits", gray().words(13107), FIFTH);
    row("TIFF, gray whose white is 0", gray().shorts(262, 0).data(204), FIFTH);
    row("TIFF, signed of 16 bits", gray().words(13107).shorts(339, 2), 0);
    row("TIFF, unsigned of 32 bits", gray().shorts(258, 32).data(51, 0, 0, 0), 0);
    row(
        "the same with tags SMinSampleValue 0 and SMaxSampleValue 255",
        gray().shorts(258, 32).data(51, 0, 0, 0).shorts(340, 0).shorts(341, 255),
        FIFTH);
    row("TIFF, floats of 32 bits in [0, 1]", gray().floats(FIFTH), FIFTH);
    row("TIFF, floats of 16 bits in [0, 1]", gray().words(0x3266).shorts(339, 3), FIFTH);
    row("TIFF, floats of 64 bits in [0, 1]", doubles(FIFTH), FIFTH);
    row("TIFF, floats outside [0, 1]", TiffBuilder.gray(2, 1).floats(0, 255), 0);
    row(
        "the same with tags SMinSampleValue 0 and SMaxSampleValue 255",
        TiffBuilder.gray(2, 1).floats(51, 255).doubles(340, 0).doubles(341, 255),
        FIFTH);
    row("TIFF, floats with NaN", gray().floats(Float.NaN), 0);
    row("TIFF, integers of 64 bits", gray().shorts(258, 64).data(new byte[8]), 0);
    row("TIFF, complex", gray().shorts(258, 64).shorts(339, 6).data(new byte[8]), 0);
    row("TIFF, RGB of 8 bits", colors(3, 2, 51, 0, 0), FIFTH);
    row("TIFF, RGB and alpha", colors(4, 2, 51, 0, 0, 255).shorts(338, 2), FIFTH);
    row("TIFF, RGB and a channel of no meaning: left out", colors(4, 2, 51, 0, 0, 9), FIFTH);
    row("TIFF, CMYK", colors(4, 5, 204, 0, 0, 0), FIFTH);
    row("TIFF of 5 channels", colors(5, 1, 1, 2, 3, 4, 5), 0);
    row("BigTIFF", TiffBuilder.in(ByteOrder.BIG_ENDIAN, true, 1, 1).words(13107), FIFTH);
  }

  private void compressions() throws IOException {
    row("TIFF, LZW, 16 bits with predictor (OpenCV)", predicted().byLzw(), FIFTH);
    row("TIFF, Deflate, 16 bits with predictor", predicted().deflated(), FIFTH);
    row("TIFF, PackBits", gray().shorts(259, 32773).data(0, 51), FIFTH);
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0x333333);
    }
    row("TIFF, JPEG", tiff(image, "JPEG"), FIFTH);
    BufferedImage fax = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_BINARY);
    row("TIFF, fax (CCITT T.6), black", tiff(fax, "CCITT T.6"), 0);
    row("TIFF, old-style JPEG", gray().shorts(259, 6).data(0), 0);
    row("TIFF, ZSTD", gray().shorts(259, 50000).data(0), 0);
    row("TIFF, WebP", gray().shorts(259, 50001).data(0), 0);
    row("TIFF, JPEG 2000", gray().shorts(259, 34712).data(0), 0);
    row("TIFF, LZMA", gray().shorts(259, 34925).data(0), 0);
    row("TIFF, LERC", gray().shorts(259, 34887).data(0), 0);
  }

  private void others() throws IOException {
    row("WebP", text("RIFF1234WEBPVP8 "), 0);
    row("JPEG 2000", text("\0\0\0\fjP  "), 0);
    row("JPEG XL", text("\0\0\0\fJXL "), 0);
    row("HEIF", text("1234ftypheic1234"), 0);
    row("AVIF", text("1234ftypavif1234"), 0);
    row("Photoshop", text("8BPS1234"), 0);
    row("Netpbm", text("P5 1 1 255 3"), 0);
    row("OpenEXR", text("v/1\u0001"), 0);
    row("anything else", text("hello"), 0);
    BufferedImage floats = floats();
    floats.getRaster().setSample(0, 0, 0, FIFTH);
    lines.add("| `BufferedImage` of floats in [0, 1] | read | 0 to 1 |");
    assertThat(Image.from(floats).at(0, 0, 0)).isEqualTo(FIFTH);
    floats.getRaster().setSample(0, 0, 0, 255f);
    lines.add("| `BufferedImage` of other floats | " + refusal(floats) + " | |");
    lines.add("| `null` in place of one | " + refusal(null) + " | |");
  }

  private static String refusal(BufferedImage image) {
    try {
      Image.from(image);
    } catch (IllegalArgumentException | NullPointerException e) {
      return "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
    }
    throw new AssertionError("was read");
  }

  private void row(String kind, TiffBuilder tiff, float red) {
    row(kind, tiff.build(), red);
  }

  private void row(String kind, byte[] file, float red) {
    try {
      Image image = ImageReader.defaults().read(file, "file");
      assertThat(image.at(0, 0, 0))
          .as(kind)
          .isCloseTo(red, within(kind.startsWith("JPEG") ? 0.02f : 0.0001f));
      lines.add("| %s | read | %s |".formatted(kind, image.origin().orElseThrow().range()));
    } catch (ImageException e) {
      String found = e.getMessage().replaceFirst("^file: ", "").replaceFirst("; expected .*", "");
      lines.add("| %s | refused: %s | |".formatted(kind, found));
    }
  }

  private static TiffBuilder gray() {
    return TiffBuilder.gray(1, 1);
  }

  private static TiffBuilder doubles(double value) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    return gray().shorts(258, 64).shorts(339, 3).data(bytes);
  }

  private static TiffBuilder colors(int channels, int photometric, int... pixel) {
    int[] bits = new int[channels];
    Arrays.fill(bits, 8);
    return gray().shorts(258, bits).shorts(262, photometric).shorts(277, channels).data(pixel);
  }

  private static TiffBuilder predicted() {
    return TiffBuilder.gray(2, 1).words(13107, 5).shorts(317, 2);
  }

  private static BufferedImage image(int type, int sample) {
    BufferedImage image = new BufferedImage(1, 1, type);
    for (int band = 0; band < image.getRaster().getNumBands(); band++) {
      image.getRaster().setSample(0, 0, band, sample);
    }
    return image;
  }

  private static byte[] png(int type, int sample) throws IOException {
    return written(image(type, sample), "png");
  }

  private static BufferedImage floats() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    return new BufferedImage(model, model.createCompatibleWritableRaster(1, 1), false, null);
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] tiff(BufferedImage image, String compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionType(compression);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Another byte at some distance from the beginning of a marker. */
  private static byte[] patched(byte[] jpeg, int marker, int distance, int value) {
    byte[] patched = jpeg.clone();
    for (int i = 0; i + distance < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) marker) {
        patched[i + distance] = (byte) value;
        return patched;
      }
    }
    throw new AssertionError("no such marker");
  }

  private static byte[] text(String start) {
    return start.getBytes(StandardCharsets.ISO_8859_1);
  }
}
