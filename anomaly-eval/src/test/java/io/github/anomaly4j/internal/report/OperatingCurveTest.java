package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationRun;
import io.github.anomaly4j.eval.ScoredImage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OperatingCurveTest {
  @Test
  void uniform_rates_of_normal_images_lie_on_the_stated_line_and_misses_fall_with_the_rate() {
    List<ScoredImage> images = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      images.add(image(ImageEntry.GOOD, (i + 1) / 1000.0));
    }
    images.add(image("dent", 0.0005));
    images.add(image("dent", 0.02));
    images.add(image("dent", 0.3));
    images.add(image("dent", 0.9));
    OperatingCurve curve = OperatingCurve.of(evaluation(images));
    assertThat(curve.rates().get(0)).isEqualTo(0.001);
    assertThat(curve.rates().get(60)).isCloseTo(0.5, within(1e-12));
    for (int i = 0; i < curve.rates().size(); i++) {
      assertThat(curve.falseAlarms().get(i)).isCloseTo(curve.rates().get(i), within(0.001));
    }
    assertThat(curve.missed().get(0)).isEqualTo(0.75);
    assertThat(curve.missed().get(60)).isEqualTo(0.25);
    assertThat(curve.rate()).isEqualTo(0.05);
    // The detector's own threshold, whatever the rates say.
    assertThat(curve.missedHere()).isEqualTo(0.5);
    assertThat(curve.chart().svg()).contains("<svg").doesNotContain("NaN");
  }

  private static Evaluation evaluation(List<ScoredImage> images) {
    EvaluationRun run =
        new EvaluationRun(null, OptionalLong.empty(), null, 0.02, 0.05, 1, Instant.EPOCH);
    return new Evaluation(Map.of(), List.of(), images, List.of(), List.of(), List.of(), run);
  }

  private static ScoredImage image(String kind, double rate) {
    ImageEntry entry =
        new ImageEntry(Path.of("part.png"), "part", Split.TEST, kind, Optional.empty());
    return new ScoredImage(entry, "part", true, 1 - rate, 0.95, rate, rate, Map.of(), List.of());
  }
}
