package io.github.anomaly4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On scores of which several are equal. */
class PerfectDecisionsTest {
  private static final double[] NORMAL = {1, 2, 2, 2, 3};
  private static final double[] DEFECTIVE = {1, 2, 2.5, 3, 4};

  @ParameterizedTest
  @CsvSource({
    // Normal images of one score raise an alarm together or not at all.
    "0,    4, 0",
    "0.2,  2, 1",
    "0.4,  2, 1",
    "0.79, 2, 1",
    "0.8,  1, 4",
    "1,    0, 5"
  })
  void equal_scores_are_on_the_same_side_of_the_threshold(double rate, int missed, int alarms) {
    assertThat(evaluation().perfectDecisions(rate)).isEqualTo(new Decisions(5, 5, missed, alarms));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void a_rate_that_is_no_share_is_refused(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluation().perfectDecisions(rate))
        .withMessageContaining("in [0, 1], was " + rate);
  }

  private static Evaluation evaluation() {
    List<ScoredImage> images = new ArrayList<>();
    for (double score : NORMAL) {
      images.add(image(ImageEntry.GOOD, score));
    }
    for (double score : DEFECTIVE) {
      images.add(image("dent", score));
    }
    return new Evaluation(Map.of(), List.of(), images, List.of(), List.of(), List.of(), null);
  }

  private static ImageEntry entry(String kind) {
    return new ImageEntry(Path.of("part.png"), "part", Split.TEST, kind, Optional.empty());
  }

  private static ScoredImage image(String kind, double score) {
    return new ScoredImage(entry(kind), "part", true, score, 0, 1, 1, Map.of(), List.of());
  }
}
