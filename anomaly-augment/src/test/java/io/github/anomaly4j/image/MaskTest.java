package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskTest {
  @Test
  void an_empty_mask_covers_nothing() {
    assertThat(Mask.empty(3, 2).isEmpty()).isTrue();
    assertThat(Mask.empty(3, 2).coverage()).isZero();
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
  void a_file_over_the_limits_is_refused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mask.png");
    ImageIO.write(Mask.empty(4, 3).toBufferedImage(), "png", file.toFile());
    assertThat(Mask.read(file, new DecodeLimits(1000, 12)).isEmpty()).isTrue();
    assertThatThrownBy(() -> Mask.read(file, new DecodeLimits(1000, 11)))
        .isInstanceOf(PictureException.class)
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
}
