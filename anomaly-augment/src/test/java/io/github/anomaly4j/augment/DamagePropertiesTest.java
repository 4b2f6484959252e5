package io.github.anomaly4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DamagePropertiesTest {
  @Provide
  Arbitrary<Image> images() {
    return Images.any();
  }

  @Provide
  Arbitrary<Damage> damages() {
    List<Damage> damages = new ArrayList<>();
    for (Outline outline : Outline.values()) {
      for (Blend blend : Blend.values()) {
        damages.add(CutPaste.builder().outlines(outline).blends(blend).build());
      }
    }
    for (TextureDamage.Kind kind : TextureDamage.Kind.values()) {
      damages.add(TextureDamage.builder().kinds(kind).outlines(Outline.CLOUD).build());
    }
    for (CoarseDropout.Fill fill : CoarseDropout.Fill.values()) {
      damages.add(CoarseDropout.of(fill));
    }
    damages.add(CutPaste.builder().size(1, 1).difficulty(0, 0).build());
    damages.add(Scratch.builder().build());
    damages.add(DamageRecipes.training());
    damages.add(DamageRecipes.validation(0.5));
    return Arbitraries.of(damages);
  }

  @Provide
  Arbitrary<Image> others() {
    return Images.any().withoutEdgeCases();
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withoutEdgeCases();
  }

  @Property(tries = 1500)
  void the_mask_is_zero_exactly_where_the_pixel_is_unchanged(
      @ForAll("damages") Damage damage,
      @ForAll("images") Image image,
      @ForAll("others") Image other,
      @ForAll("seeds") long seed) {
    Damaged damaged = damage.apply(image, random -> other, RandomStreams.of(seed));
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        boolean same = true;
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          same &= damaged.image().at(channel, x, y) == image.at(channel, x, y);
        }
        assertThat(damaged.mask().at(x, y) == 0).as("at %d, %d", x, y).isEqualTo(same);
      }
    }
  }

  @Property(tries = 300)
  void the_same_seed_gives_the_same_damage(
      @ForAll("damages") Damage damage, @ForAll("images") Image image, @ForAll("seeds") long seed) {
    Damaged once = damage.apply(image, RandomStreams.of(seed));
    assertThat(damage.apply(image, RandomStreams.of(seed))).isEqualTo(once);
  }

  @Property(tries = 300)
  void damage_to_a_gray_image_is_gray(
      @ForAll("damages") Damage damage, @ForAll("seeds") long seed) {
    Image damaged = damage.apply(Images.bars(32), RandomStreams.of(seed)).image();
    for (int i = 0; i < 32 * 32; i++) {
      assertThat(damaged.at(1, i % 32, i / 32)).isEqualTo(damaged.at(0, i % 32, i / 32));
      assertThat(damaged.at(2, i % 32, i / 32)).isEqualTo(damaged.at(0, i % 32, i / 32));
    }
  }
}
