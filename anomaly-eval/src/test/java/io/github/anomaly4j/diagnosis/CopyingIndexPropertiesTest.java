package io.github.anomaly4j.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class CopyingIndexPropertiesTest {
  private static final int WIDTH = 13;
  private static final int HEIGHT = 7;

  @Property(tries = 50)
  void what_was_restored_is_0_and_what_was_copied_is_1(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Picture clean = noise(random);
    Picture damaged = noise(random);
    Mask mask = spot(random);

    assertThat(CopyingIndex.of(clean, damaged, mask, clean)).hasValue(0);
    assertThat(CopyingIndex.of(clean, damaged, mask, damaged)).hasValue(1);
  }

  @Property(tries = 50)
  void a_blend_is_the_share_of_the_damage_in_it(
      @ForAll long seed, @ForAll @DoubleRange(min = -1, max = 2) double share) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] clean = noise(random).toArray();
    float[] damaged = noise(random).toArray();
    float[] blend = new float[clean.length];
    for (int i = 0; i < blend.length; i++) {
      blend[i] = (float) (clean[i] + share * (damaged[i] - clean[i]));
    }

    assertThat(CopyingIndex.of(clean, damaged, spot(random).toArray(), blend).orElseThrow())
        .isCloseTo(share, within(1e-5));
  }

  @Property(tries = 50)
  void nothing_outside_the_mask_counts(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Picture clean = noise(random);
    Picture damaged = noise(random);
    Mask mask = spot(random);
    float[] elsewhere = damaged.toArray();
    float[] weights = mask.toArray();
    for (int i = 0; i < elsewhere.length; i++) {
      if (weights[i % weights.length] == 0) {
        elsewhere[i] = random.nextFloat();
      }
    }

    assertThat(CopyingIndex.of(clean, damaged, mask, Picture.of(WIDTH, HEIGHT, elsewhere)))
        .hasValue(1);
  }

  @Example
  void a_pixel_counts_by_its_weight_and_by_the_square_of_its_damage() {
    float[] clean = {0, 0};
    float[] damaged = {1, 0.5f};
    float[] onlyTheSecondCopied = {0, 0.5f};

    assertThat(CopyingIndex.of(clean, damaged, new float[] {1, 1}, onlyTheSecondCopied))
        .hasValue(0.2);
    assertThat(CopyingIndex.of(clean, damaged, new float[] {0.25f, 1}, onlyTheSecondCopied))
        .hasValue(0.5);
  }

  @Example
  void it_is_undefined_where_nothing_was_changed() {
    SplittableRandom random = new SplittableRandom(1);
    Picture clean = noise(random);
    Picture damaged = noise(random);

    assertThat(CopyingIndex.of(clean, clean, spot(random), damaged)).isEmpty();
    assertThat(CopyingIndex.of(clean, damaged, Mask.empty(WIDTH, HEIGHT), damaged)).isEmpty();
  }

  @Example
  void sizes_that_differ_are_named() {
    SplittableRandom random = new SplittableRandom(1);
    Picture clean = noise(random);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CopyingIndex.of(clean, clean, Mask.empty(HEIGHT, WIDTH), clean))
        .withMessageContaining("mask Mask[7x13]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CopyingIndex.of(new float[6], new float[6], new float[4], new float[6]))
        .withMessageContaining("mask 4");
  }

  private static Picture noise(SplittableRandom random) {
    float[] rgb = new float[Picture.CHANNELS * WIDTH * HEIGHT];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    return Picture.of(WIDTH, HEIGHT, rgb);
  }

  /** About half of the pixels, the first among them, by various weights. */
  private static Mask spot(SplittableRandom random) {
    float[] weights = new float[WIDTH * HEIGHT];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i == 0 || random.nextBoolean() ? 1 - random.nextFloat() : 0;
    }
    return Mask.of(WIDTH, HEIGHT, weights);
  }
}
