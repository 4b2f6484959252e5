package io.github.anomaly4j.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.feature.ComputedBackbone;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.FeatureMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    KeptPasses kept = new KeptPasses(context(Set.of(Evidence.BACKBONE)));
    kept.keep(piece(0), look(0.25f));
    kept.keep(piece(1), look(0.75f));
    int before = runs.get();
    for (int i = 0; i < 2; i++) {
      ImageFeatures again = look(0.25f + i / 2f);
      kept.give(piece(i), again);
      PatchFeatures found = again.get(features);
      assertThat(runs).hasValue(before);
      assertThat(found.values()).isEqualTo(look(0.25f + i / 2f).get(features).values());
      before = runs.get();
    }
    ImageFeatures other = look(0.5f);
    kept.give(piece(2), other);
    other.get(features);
    assertThat(runs).hasValue(before + 1);
  }

  @Test
  void evidence_that_needs_no_backbone_does_not_run_it() {
    KeptPasses kept = new KeptPasses(context(Set.of(Evidence.PATCH)));
    int before = runs.get();
    kept.keep(piece(0), look(0.25f));
    assertThat(runs).hasValue(before);
  }

  private EvidenceContext context(Set<Evidence> kinds) {
    return new EvidenceContext(
        new Letterbox(64, 64),
        Features.SCATTERING,
        10,
        10,
        1,
        List.of(),
        Optional.of(features),
        kinds);
  }

  private static Piece piece(int image) {
    return new Piece(ImageEntry.normal(Path.of(image + ".png"), "plate"), image, Optional.empty());
  }

  private static ImageFeatures look(float gray) {
    return new ImageFeatures(Image.filled(64, 64, gray, gray, gray));
  }
}
