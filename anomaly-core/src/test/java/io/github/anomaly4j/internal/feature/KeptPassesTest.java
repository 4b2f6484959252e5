package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptPassesTest {
  private final AtomicInteger runs = new AtomicInteger();
  private final BackboneFeatures features =
      new BackboneFeatures(
          new ComputedBackbone(
              "pixels",
              pixels -> {
                runs.incrementAndGet();
                return Map.of("all", new FeatureMap(1, 4, 2, 2, Arrays.copyOf(pixels, 16)));
              }));

  @Test
  void an_image_that_was_learned_does_not_run_through_the_backbone_again() {
    KeptPasses<Integer> kept = new KeptPasses<>(Optional.of(features));
    kept.keep(0, look(0.25f));
    kept.keep(1, look(0.75f));
    int before = runs.get();
    for (int i = 0; i < 2; i++) {
      ImageFeatures again = look(0.25f + i / 2f);
      kept.give(i, again);
      PatchFeatures found = again.get(features);
      assertThat(runs).hasValue(before);
      assertThat(found.values()).isEqualTo(look(0.25f + i / 2f).get(features).values());
      before = runs.get();
    }
    ImageFeatures other = look(0.5f);
    kept.give(2, other);
    other.get(features);
    assertThat(runs).hasValue(before + 1);
  }

  @Test
  void without_a_backbone_nothing_is_kept() {
    KeptPasses<Integer> kept = new KeptPasses<>(Optional.empty());
    int before = runs.get();
    kept.keep(0, look(0.25f));
    ImageFeatures again = look(0.25f);
    kept.give(0, again);
    assertThat(runs).hasValue(before);
    again.get(features);
    assertThat(runs).hasValue(before + 1);
  }

  private static ImageFeatures look(float gray) {
    return new ImageFeatures(Image.filled(64, 64, gray, gray, gray));
  }
}
