package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageReaderTest {
  private static final ImageReader READER = ImageReader.defaults();

  @TempDir Path folder;

  @Test
  void file_bytes_and_stream_give_the_same_image() throws IOException {
    byte[] png = png(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB));
    Path file = Files.write(folder.resolve("a.png"), png);
    assertThat(READER.read(png, "a")).isEqualTo(READER.read(file));
    assertThat(READER.read(new ByteArrayInputStream(png), "a")).isEqualTo(READER.read(file));
  }

  @Test
  void an_upload_that_is_no_image_is_refused_by_the_name_that_the_caller_gave() {
    byte[] text = "<html>not found</html>".getBytes(StandardCharsets.US_ASCII);
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> READER.read(text, "upload 17"))
        .withMessageContaining("upload 17")
        .withMessageContaining("no image of a known format")
        .satisfies(e -> assertThat(e.name()).isEqualTo("upload 17"));
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> READER.read(InputStream.nullInputStream(), "upload 17"))
        .withMessageContaining("0 bytes");
  }

  @Test
  void a_stream_without_end_is_refused_at_the_limit() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };
    ImageReader limited = READER.limits(new DecodeLimits(100_000, 100));
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> limited.read(endless, "endless"))
        .withMessageContaining("endless")
        .withMessageContaining("more than 100000 bytes");
  }

  @Test
  void an_image_tells_its_name_format_and_depth() throws IOException {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    assertThat(READER.read(png(deep), "deep").origin())
        .contains(new Origin("deep", "PNG", 16, new PixelRange(0, 65535), OptionalInt.empty(), 0));
    assertThat(READER.read(png(deep), "deep").crop(1, 0, 1, 1).origin()).isPresent();
  }

  @Test
  void an_image_of_numbers_has_no_origin_until_it_is_named() {
    Image image = Image.filled(1, 1, 0, 0, 0);
    assertThat(image.origin()).isEmpty();
    assertThat(image.named("camera 3").origin().orElseThrow().name()).isEqualTo("camera 3");
    assertThat(image.named("camera 3")).isEqualTo(image);
  }

  @Test
  void twelve_bits_in_a_file_of_sixteen_reach_white_in_their_own_range() throws IOException {
    BufferedImage deep = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1365, 4095});
    Image image = READER.read(png(deep), "camera").inRange(PixelRange.ofBits(12));
    assertThat(image.crop(0, 0, 3, 1).at(0, 1, 0)).isEqualTo(1365 / 4095f);
    assertThat(image.at(0, 2, 0)).isEqualTo(1);
    assertThat(image.inRange(PixelRange.ofBits(12))).isSameAs(image);
  }

  @Test
  void a_range_without_extent_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PixelRange(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PixelRange(0, Double.NaN));
    assertThat(new PixelRange(0, 0.5)).hasToString("0 to 0.5");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
