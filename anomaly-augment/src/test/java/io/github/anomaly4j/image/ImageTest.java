package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -0.001f, 1.001f, Float.POSITIVE_INFINITY})
  void a_value_outside_zero_to_one_is_refused_with_its_index(float value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Image.of(1, 1, new float[] {0, value, 1}))
        .withMessageContaining("index 1 is " + value);
  }

  @Test
  void an_array_of_another_length_is_refused_with_both_lengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Image.of(2, 3, new float[17]))
        .withMessageContaining("2x3 needs 18 values, got 17");
  }

  @Test
  void sides_below_one_and_sides_whose_product_overflows_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Image.filled(0, 5, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Image.filled(5, -1, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Image.of(65536, 65536, new float[0]));
  }

  @Test
  void neither_the_array_given_nor_the_array_got_is_the_images_own() {
    float[] given = {0.1f, 0.2f, 0.3f};
    Image image = Image.of(1, 1, given);
    given[0] = 1;
    image.toArray()[1] = 1;
    assertThat(image.toArray()).containsExactly(0.1f, 0.2f, 0.3f);
  }

  @Test
  void values_are_planar_with_rows_from_the_top() {
    float[] rgb = new float[3 * 2 * 4];
    rgb[(2 * 4 + 3) * 2 + 1] = 0.5f;
    Image image = Image.of(2, 4, rgb);
    assertThat(image.at(2, 1, 3)).isEqualTo(0.5f);
    assertThat(image.at(2, 1, 2)).isZero();
  }

  @Test
  void a_place_outside_is_refused() {
    Image image = Image.filled(2, 3, 0, 0, 0);
    assertThatThrownBy(() -> image.at(3, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.at(0, 2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.at(0, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.crop(1, 0, 2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void gray_of_eight_bits_keeps_its_numbers_and_is_not_brightened() {
    BufferedImage buffered = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      buffered.getRaster().setSample(x, 0, 0, x);
    }
    Image image = Image.from(buffered);
    for (int x = 0; x < 256; x++) {
      assertThat(image.at(1, x, 0)).isEqualTo(x / 255f);
    }
  }

  @Test
  void gray_of_sixteen_bits_is_exact_to_the_last_step() {
    BufferedImage buffered = new BufferedImage(65536, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 65536; x++) {
      buffered.getRaster().setSample(x, 0, 0, x);
    }
    Image image = Image.from(buffered);
    for (int x = 0; x < 65536; x++) {
      assertThat(image.at(2, x, 0)).isEqualTo(x / 65535f);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE
      })
  void every_layout_of_eight_bits_gives_the_same_image(int type) {
    BufferedImage buffered = new BufferedImage(1, 1, type);
    buffered.setRGB(0, 0, 0xff336699);
    assertThat(Image.from(buffered)).isEqualTo(Image.filled(1, 1, 0.2f, 0.4f, 0.6f));
  }

  @Test
  void five_bits_a_channel_reach_from_zero_to_one() {
    BufferedImage buffered = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
    buffered.setRGB(0, 0, 0xffff00ff);
    assertThat(Image.from(buffered)).isEqualTo(Image.filled(1, 1, 1, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE})
  void alpha_is_laid_over_white(int type) {
    BufferedImage buffered = new BufferedImage(2, 1, type);
    buffered.setRGB(0, 0, 0x00000000);
    buffered.setRGB(1, 0, 0x66ff0000);
    Image image = Image.from(buffered);
    assertThat(image.at(1, 0, 0)).isEqualTo(1);
    assertThat(image.at(0, 1, 0)).isEqualTo(1);
    assertThat(image.at(1, 1, 0)).isCloseTo(0.6f, within(1e-6f));
  }

  @Test
  void a_palette_gives_its_colors_and_its_clear_entry_gives_white() {
    byte[] red = {(byte) 255, 0};
    byte[] other = {0, 0};
    IndexColorModel model = new IndexColorModel(1, 2, red, other, other, 1);
    BufferedImage buffered = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, model);
    buffered.getRaster().setSample(1, 0, 0, 1);
    assertThat(Image.from(buffered).toArray()).containsExactly(1, 1, 0, 1, 0, 1);
  }

  @Test
  void floats_outside_0_to_1_are_refused_with_the_range_found() {
    BufferedImage buffered = gray(DataBuffer.TYPE_FLOAT, 3);
    buffered.getRaster().setPixels(0, 0, 3, 1, new float[] {0.25f, -3, 255});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Image.from(buffered))
        .withMessageContaining("run from -3.0 to 255.0")
        .withMessageContaining("expected 0 to 1");
    buffered.getRaster().setPixels(0, 0, 3, 1, new float[] {0.25f, 0, 1});
    assertThat(Image.from(buffered).crop(0, 0, 3, 1).at(0, 0, 0)).isEqualTo(0.25f);
    buffered.getRaster().setSample(0, 0, 0, Float.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Image.from(buffered))
        .withMessageContaining("not all of them finite");
  }

  @Test
  void null_as_imageio_gives_for_no_image_is_told_as_such() {
    assertThatNullPointerException()
        .isThrownBy(() -> Image.from(null))
        .withMessageContaining("ImageIO.read returns for a file that it cannot read");
  }

  @Test
  void alpha_that_nobody_filled_leaves_the_colors_as_they_are() {
    BufferedImage frame = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    frame.setRGB(0, 0, 0x00336699);
    frame.setRGB(1, 0, 0x00ff0000);
    assertThat(Image.from(frame).toArray()).containsExactly(0.2f, 1, 0.4f, 0, 0.6f, 0);
  }

  @Test
  void a_clear_image_of_one_color_is_empty_paper() {
    BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    assertThat(Image.from(clear)).isEqualTo(Image.filled(2, 1, 1, 1, 1));
  }

  @Test
  void gray_of_thirty_two_bits_is_scaled_by_its_largest() {
    BufferedImage buffered = gray(DataBuffer.TYPE_INT, 2);
    buffered.getRaster().setPixels(0, 0, 2, 1, new int[] {-1, 1 << 30});
    Image image = Image.from(buffered);
    assertThat(image.at(0, 0, 0)).isEqualTo(1);
    assertThat(image.at(0, 1, 0)).isCloseTo(0.25f, within(1e-6f));
  }

  @Test
  void a_part_of_an_image_is_read_from_its_own_corner() {
    BufferedImage buffered = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    buffered.getRaster().setSample(2, 3, 0, 255);
    assertThat(Image.from(buffered.getSubimage(1, 2, 2, 2)).at(0, 1, 1)).isEqualTo(1);
  }

  private static BufferedImage gray(int type, int width) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, type);
    WritableRaster raster =
        Raster.createWritableRaster(model.createCompatibleSampleModel(width, 1), new Point(0, 0));
    return new BufferedImage(model, raster, false, null);
  }
}
