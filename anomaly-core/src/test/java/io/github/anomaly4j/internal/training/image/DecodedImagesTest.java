package io.github.anomaly4j.internal.training.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodedImagesTest {
  @TempDir private Path folder;

  @Test
  void an_image_of_8_bits_is_decoded_once_and_comes_back_to_the_bit() throws IOException {
    Path file = write(DrawnParts.draw(DrawnParts.DISC, 1).toBufferedImage());
    DecodedImages images = new DecodedImages(ImageReader.defaults(), 1 << 20);
    Image first = images.read(part(file));
    Files.delete(file);
    Image again = images.read(part(file));
    assertThat(again.toArray()).isEqualTo(first.toArray());
    assertThat(again.origin()).isEqualTo(first.origin());
  }

  @Test
  void a_gray_image_takes_a_byte_a_pixel() throws IOException {
    Path file = write(new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY));
    DecodedImages images = new DecodedImages(ImageReader.defaults(), 64 * 64);
    Image first = images.read(part(file));
    Files.delete(file);
    assertThat(images.read(part(file)).toArray()).isEqualTo(first.toArray());
  }

  @Test
  void what_has_no_room_or_more_than_8_bits_is_decoded_again() throws IOException {
    Path file = write(new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY));
    DecodedImages full = new DecodedImages(ImageReader.defaults(), 64 * 64 - 1);
    full.read(part(file));
    Files.delete(file);
    assertThatThrownBy(() -> full.read(part(file))).isInstanceOf(IOException.class);
    BufferedImage deep = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(1, 1, 0, 1000);
    Path other = write(deep);
    DecodedImages images = new DecodedImages(ImageReader.defaults(), 1 << 20);
    images.read(part(other));
    Files.writeString(other, "no image");
    assertThatThrownBy(() -> images.read(part(other))).isInstanceOf(ImageException.class);
  }

  private static ImageEntry part(Path file) {
    return ImageEntry.normal(file, "part");
  }

  private Path write(BufferedImage image) throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
