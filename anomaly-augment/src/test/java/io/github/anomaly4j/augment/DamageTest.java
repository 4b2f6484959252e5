package io.github.anomaly4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.OnForeground;
import io.github.anomaly4j.internal.augment.Stencil;
import io.github.anomaly4j.internal.augment.UntilVisible;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class DamageTest {
  private static final Image PLAIN = Image.filled(64, 64, 0.5f, 0.5f, 0.5f);

  @Test
  void harder_damage_is_fainter_on_average() {
    assertFainter(d -> CutPaste.builder().difficulty(d, d).build());
    assertFainter(d -> TextureDamage.builder().difficulty(d, d).build());
    assertFainter(d -> Scratch.builder().difficulty(d, d).build());
    assertFainter(DamageRecipes::validation);
  }

  private static void assertFainter(DoubleFunction<Damage> damage) {
    double easy = meanCoverage(damage.apply(0));
    double middle = meanCoverage(damage.apply(0.5));
    double hard = meanCoverage(damage.apply(1));
    assertThat(middle).isLessThan(0.75 * easy);
    assertThat(hard).isLessThan(0.75 * middle).isPositive();
  }

  private static double meanCoverage(Damage damage) {
    Image image = Images.bars(64);
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      sum += damage.apply(image, RandomStreams.of(1, i)).mask().coverage();
    }
    return sum / 300;
  }

  @Test
  void training_damage_shows_even_on_a_plain_image() {
    int visible = 0;
    for (int i = 0; i < 200; i++) {
      Mask mask = DamageRecipes.training().apply(PLAIN, RandomStreams.of(2, i)).mask();
      visible += greatest(mask) >= 0.2f ? 1 : 0;
    }
    assertThat(visible).isGreaterThan(195);
  }

  @Test
  void damage_for_calibration_lies_on_the_product() {
    Image product = discOfNoise(96, 20);
    boolean[] foreground = OnForeground.foreground(product);
    assertThat(foreground[48 * 96 + 48]).isTrue();
    assertThat(foreground[0]).isFalse();
    int on = 0;
    for (int i = 0; i < 100; i++) {
      Mask mask = DamageRecipes.calibration().apply(product, RandomStreams.of(3, i)).mask();
      double inside = 0;
      double all = 0;
      for (int at = 0; at < foreground.length; at++) {
        all += mask.toArray()[at];
        inside += foreground[at] ? mask.toArray()[at] : 0;
      }
      on += inside > 0.4 * all ? 1 : 0;
    }
    // The product covers an eighth of the image.
    assertThat(on).isGreaterThan(90);
  }

  @Test
  void an_image_without_background_is_all_product() {
    assertThat(OnForeground.foreground(PLAIN)).doesNotContain(false);
    int on = 0;
    boolean[] foreground = OnForeground.foreground(discOfNoise(64, 100));
    for (boolean lively : foreground) {
      on += lively ? 1 : 0;
    }
    assertThat(on).isEqualTo(foreground.length);
  }

  /** Noise within a circle about the middle, even gray around it. */
  private static Image discOfNoise(int side, int radius) {
    Random random = new Random(4);
    float[] rgb = new float[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      int dx = i % side - side / 2;
      int dy = i / side - side / 2;
      float value = dx * dx + dy * dy < radius * radius ? random.nextFloat() : 0.5f;
      for (int plane = 0; plane < 3; plane++) {
        rgb[plane * side * side + i] = value;
      }
    }
    return Image.of(side, side, rgb);
  }

  @Test
  void cutting_from_others_brings_their_values() {
    Image black = Image.filled(9, 5, 0, 0, 0);
    Damage damage =
        CutPaste.builder()
            .fromOthers(1)
            .blends(Blend.FEATHERED)
            .outlines(Outline.RECTANGLE)
            .size(0.3, 0.3)
            .difficulty(0, 0)
            .build();
    Damaged damaged = damage.apply(PLAIN, random -> black, RandomStreams.of(3));
    assertThat(darkest(damaged.image())).isLessThan(0.16f);
    assertThat(damaged.mask().coverage()).isBetween(0.02, 0.15);
  }

  @Test
  void dropout_fills_what_it_covers() {
    Image image = Images.bars(64);
    Damaged damaged =
        new CoarseDropout(1, 1, 0.25, 0.25, CoarseDropout.Fill.BLACK)
            .apply(image, RandomStreams.of(4));
    int black = 0;
    for (int i = 0; i < 64 * 64; i++) {
      black += damaged.image().at(0, i % 64, i / 64) == 0 ? 1 : 0;
    }
    assertThat(black).isEqualTo(16 * 16);
    assertThat(damaged.mask().coverage()).isCloseTo(1 / 16.0, within(0.01));
  }

  @Test
  void damage_that_is_never_visible_ends_after_its_attempts() {
    Damage nothing = (image, others, random) -> new Damaged(image, Mask.empty(64, 64));
    int[] calls = {0};
    Damage counted =
        (image, others, random) -> {
          calls[0]++;
          return nothing.apply(image, others, random);
        };
    assertThat(new UntilVisible(counted, 0.5, 4).apply(PLAIN, RandomStreams.of(5)).mask().isEmpty())
        .isTrue();
    assertThat(calls[0]).isEqualTo(4);
  }

  @Test
  void composed_damage_that_undoes_itself_leaves_an_empty_mask() {
    Image black = Image.filled(64, 64, 0, 0, 0);
    Damage darken = between(black);
    Damage restore = between(PLAIN);
    Damaged damaged = Compose.of(darken, restore).apply(PLAIN, RandomStreams.of(6));
    assertThat(damaged).isEqualTo(new Damaged(PLAIN, Mask.empty(64, 64)));
    assertThat(Compose.of(restore, darken).apply(PLAIN, RandomStreams.of(6)).mask().coverage())
        .isEqualTo(1);
  }

  private static Damage between(Image result) {
    return (image, others, random) -> {
      Canvas canvas = new Canvas(image);
      Stencil all = Stencil.full(0, 0, image.width(), image.height());
      Blend.FEATHERED.paste(canvas, all, result.toArray(), 1);
      return canvas.finish();
    };
  }

  @Test
  void never_is_never_and_always_is_always() {
    Damage dropout = CoarseDropout.of(CoarseDropout.Fill.BLACK);
    assertThat(Sometimes.of(0, dropout).apply(PLAIN, RandomStreams.of(7)))
        .isEqualTo(new Damaged(PLAIN, Mask.empty(64, 64)));
    assertThat(Sometimes.of(1, dropout).apply(PLAIN, RandomStreams.of(7)).mask().isEmpty())
        .isFalse();
  }

  @Test
  void a_mask_of_another_size_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Damaged(PLAIN, Mask.empty(64, 63)))
        .withMessageContaining("64x63");
  }

  @Test
  void a_bad_setting_is_refused_by_its_setter() {
    assertRefused("size", () -> CutPaste.builder().size(0, 0.5));
    assertRefused("size", () -> TextureDamage.builder().size(0.5, 0.1));
    assertRefused("aspect", () -> CutPaste.builder().aspect(1, 1000));
    assertRefused("fromOthers", () -> CutPaste.builder().fromOthers(Double.NaN));
    assertRefused("difficulty", () -> CutPaste.builder().difficulty(0, 1.5));
    assertRefused("difficulty", () -> TextureDamage.builder().difficulty(-0.1, 1));
    assertRefused("difficulty", () -> DamageRecipes.validation(2));
    assertRefused("lines", () -> Scratch.builder().lines(0, 3));
    assertRefused("length", () -> Scratch.builder().length(0.1, 4));
    assertRefused("thickness", () -> Scratch.builder().thickness(0, 0.1));
    assertRefused("wander", () -> Scratch.builder().wander(0, 2));
    assertRefused("difficulty", () -> Scratch.builder().difficulty(0.5, 0.4));
    assertRefused("rectangles", () -> new CoarseDropout(0, 1, 0.1, 0.2, CoarseDropout.Fill.MEAN));
    assertRefused("size", () -> new CoarseDropout(1, 1, 0.1, 2, CoarseDropout.Fill.MEAN));
    assertRefused("level", () -> new UntilVisible(DamageRecipes.training(), 0, 1));
    assertRefused("attempts", () -> new UntilVisible(DamageRecipes.training(), 0.5, 0));
    assertRefused("attempts", () -> new OnForeground(DamageRecipes.training(), 0));
    assertRefused("probability", () -> Sometimes.of(1.1, DamageRecipes.training()));
    assertRefused("choose", () -> OneOf.of(new Damage[0]));
    assertRefused("choose", () -> OneOf.of(new Augmentation[0]));
  }

  private static void assertRefused(String name, Runnable setter) {
    assertThatIllegalArgumentException().isThrownBy(setter::run).withMessageContaining(name);
  }

  private static float greatest(Mask mask) {
    float greatest = 0;
    for (float value : mask.toArray()) {
      greatest = Math.max(greatest, value);
    }
    return greatest;
  }

  private static float darkest(Image image) {
    float darkest = 1;
    for (float value : image.toArray()) {
      darkest = Math.min(darkest, value);
    }
    return darkest;
  }
}
