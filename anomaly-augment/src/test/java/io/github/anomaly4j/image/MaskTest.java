package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
  @Test
  void an_empty_mask_covers_nothing() {
    assertThat(Mask.empty(3, 2).isEmpty()).isTrue();
    assertThat(Mask.empty(3, 2).coverage()).isZero();
    assertThat(Mask.empty(3, 2).width()).isEqualTo(3);
    assertThat(Mask.empty(3, 2).height()).isEqualTo(2);
  }

  @Test
  void coverage_is_the_mean_weight() {
    Mask mask = Mask.of(2, 2, new float[] {0, 0.5f, 1, 0});
    assertThat(mask.isEmpty()).isFalse();
    assertThat(mask.coverage()).isEqualTo(0.375);
    assertThat(mask.at(0, 1)).isEqualTo(1);
  }

  @Test
  void weights_outside_zero_to_one_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mask.of(1, 1, new float[] {2}))
        .withMessageContaining("mask");
  }

  @Test
  void shrinking_gives_the_defective_share_of_each_pixel() {
    Mask mask = Mask.of(4, 2, new float[] {1, 0, 0, 0, 1, 1, 0, 0});
    assertThat(mask.resize(2, 1)).isEqualTo(Mask.of(2, 1, new float[] {0.75f, 0}));
  }

  @Test
  void reading_a_file_splits_at_one_half(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mask.png");
    Mask soft = Mask.of(4, 1, new float[] {0, 127 / 255f, 128 / 255f, 1});
    ImageIO.write(soft.toBufferedImage(), "png", file.toFile());
    assertThat(Mask.read(file)).isEqualTo(Mask.of(4, 1, new float[] {0, 0, 1, 1}));
  }

  @Test
  void what_is_transparent_is_normal_and_opaque_white_is_defective() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ffffff);
    image.setRGB(1, 0, 0x00000000);
    image.setRGB(2, 0, 0xffffffff);
    image.setRGB(3, 0, 0xff000000);
    assertThat(read(image)).isEqualTo(Mask.of(4, 1, new float[] {0, 0, 1, 0}));
  }

  @Test
  void a_mask_whose_alpha_nobody_filled_is_read_by_its_colors() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 0, 0x00ffffff);
    assertThat(read(image)).isEqualTo(Mask.of(2, 1, new float[] {0, 1}));
  }

  @Test
  void a_mask_that_is_transparent_all_over_is_empty() throws IOException {
    assertThat(read(new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB)).isEmpty()).isTrue();
  }

  @Test
  void black_on_a_transparent_ground_may_mean_either_and_is_refused() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 0, 0xff000000);
    assertThatThrownBy(() -> read(image))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("mask.png")
        .hasMessageContaining("opaque black on a transparent ground");
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void classes_from_0_on_look_black_and_are_read(int type) throws IOException {
    BufferedImage image = new BufferedImage(4, 1, type);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 1, 2, 0});
    assertThat(read(image)).isEqualTo(Mask.of(4, 1, new float[] {0, 1, 1, 0}));
  }

  @Test
  void classes_of_a_palette_are_read_however_dark_their_colors_are() throws IOException {
    byte[] red = {0, (byte) 128, (byte) 192};
    byte[] green = {0, 0, (byte) 192};
    IndexColorModel colors = new IndexColorModel(8, 3, red, green, green);
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, colors);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
    assertThat(read(image)).isEqualTo(Mask.of(3, 1, new float[] {0, 1, 1}));
  }

  @Test
  void red_on_white_paper_would_mark_what_is_sound_and_is_refused() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, i < 9 ? 0xff0000 : 0xffffff);
    }
    assertThatThrownBy(() -> read(image))
        .isInstanceOf(ImageException.class)
        .hasMessageContainingAll("mask.png", "no pixel of this mask is black", "white (255) where");
  }

  @Test
  void a_photo_in_place_of_a_mask_is_refused() throws IOException {
    BufferedImage photo = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      photo.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    assertThatThrownBy(() -> read(photo))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("mask.png")
        .hasMessageContaining("neither black nor white, as in a photo");
  }

  @Test
  void a_mask_that_is_dark_but_not_black_is_refused() throws IOException {
    BufferedImage dark = new BufferedImage(100, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 100; x++) {
      dark.getRaster().setSample(x, 0, 0, x);
    }
    assertThatThrownBy(() -> read(dark))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("no pixel of this mask is brighter than half of white");
  }

  private static Mask read(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return ImageReader.defaults().readMask(png.toByteArray(), "mask.png");
  }

  @Test
  void a_file_over_the_limits_is_refused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mask.png");
    ImageIO.write(Mask.empty(4, 3).toBufferedImage(), "png", file.toFile());
    assertThat(Mask.read(file, new DecodeLimits(1000, 12)).isEmpty()).isTrue();
    assertThatThrownBy(() -> Mask.read(file, new DecodeLimits(1000, 11)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("4x3 pixels");
  }

  @Test
  void arrays_are_copies() {
    float[] values = {0.5f};
    Mask mask = Mask.of(1, 1, values);
    values[0] = 0;
    mask.toArray()[0] = 0;
    float[] target = new float[2];
    mask.copyTo(target, 1);
    assertThat(target).containsExactly(0, 0.5f);
  }

  @Test
  void areas_of_gray_next_to_white_are_refused_and_smoothed_edges_are_not() throws IOException {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(2, 2, 4, 4, 0, filled(16, 255));
    image.getRaster().setSamples(6, 2, 1, 4, 0, filled(4, 127));
    assertThat(Mask.of(Image.from(image)).coverage()).isEqualTo(16 / 400.0);
    for (int level : new int[] {1, 127}) {
      image.getRaster().setSamples(10, 10, 5, 5, 0, filled(25, level));
      assertThatThrownBy(() -> Mask.of(Image.from(image)))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("levels of gray");
    }
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }
}
