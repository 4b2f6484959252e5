package io.github.anomaly4j.interop.datavec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.HorizontalFlip;
import io.github.anomaly4j.augment.RandomResizedCrop;
import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTransformTest {
  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY})
  void flipping_twice_gives_the_image_back_to_the_bit(int type) {
    ImageTransform flip = new AugmentationImageTransform(new HorizontalFlip(), 1);
    ImageWritable image = image(type);
    ImageWritable flipped = flip.transform(image);
    assertThat(Frames.image(flipped)).isNotEqualTo(Frames.image(image));
    assertThat(Frames.image(flip.transform(flipped))).isEqualTo(Frames.image(image));
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY})
  void the_number_of_channels_stays(int type) {
    ImageWritable image = image(type);
    ImageTransform crop = new AugmentationImageTransform(RandomResizedCrop.to(10, 12), 1);
    ImageWritable result = crop.transform(image);
    assertThat(result.getFrame().imageChannels).isEqualTo(image.getFrame().imageChannels);
    assertThat(result.getWidth()).isEqualTo(10);
    assertThat(result.getHeight()).isEqualTo(12);
    assertThat(crop.getCurrentImage()).isSameAs(result);
  }

  @Test
  void colors_keep_their_places() {
    BufferedImage red = new BufferedImage(3, 3, BufferedImage.TYPE_3BYTE_BGR);
    red.setRGB(1, 1, 0xff0000);
    Image image = Frames.image(new ImageWritable(new Java2DFrameConverter().convert(red)));
    assertThat(image.at(0, 1, 1)).isEqualTo(1);
    assertThat(image.at(2, 1, 1)).isZero();
  }

  @Test
  void damage_leaves_its_mask_and_moves_no_coordinates() {
    DamageImageTransform damage = new DamageImageTransform(DamageRecipes.validation(0), 1);
    assertThat(damage.currentMask()).isEmpty();
    ImageWritable image = image(BufferedImage.TYPE_3BYTE_BGR);
    ImageWritable damaged = damage.transform(image);
    assertThat(damage.currentMask().orElseThrow().isEmpty()).isFalse();
    assertThat(Frames.image(damaged)).isNotEqualTo(Frames.image(image));
    assertThat(damage.query(3, 4)).containsExactly(3, 4);
  }

  @Test
  void the_generator_passed_in_decides() {
    ImageWritable image = image(BufferedImage.TYPE_3BYTE_BGR);
    ImageTransform first = new DamageImageTransform(DamageRecipes.training(), 1);
    ImageTransform second = new DamageImageTransform(DamageRecipes.training(), 2);
    assertThat(Frames.image(first.transform(image, new Random(7))))
        .isEqualTo(Frames.image(second.transform(image, new Random(7))));
  }

  @Test
  void nothing_gives_nothing_and_no_coordinates_are_invented() {
    ImageTransform flip = new AugmentationImageTransform(new HorizontalFlip(), 1);
    assertThat(flip.transform(null)).isNull();
    assertThatThrownBy(() -> flip.query(1, 2)).isInstanceOf(UnsupportedOperationException.class);
  }

  private static ImageWritable image(int type) {
    BufferedImage image = new BufferedImage(37, 23, type);
    Random random = new Random(1);
    byte[] bytes = new byte[37 * 23 * image.getRaster().getNumBands()];
    random.nextBytes(bytes);
    image.getRaster().setDataElements(0, 0, 37, 23, bytes);
    return new ImageWritable(new Java2DFrameConverter().convert(image));
  }
}
