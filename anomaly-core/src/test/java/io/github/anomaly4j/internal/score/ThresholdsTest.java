package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.Reference;
import io.github.anomaly4j.internal.score.Thresholds.Basis;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  @Test
  void categories_with_enough_images_get_their_own() {
    Thresholds found = Thresholds.of(List.of(range(0, 19), range(100, 39)), 0.05);
    assertThat(found.basis()).isEqualTo(Basis.CATEGORY);
    assertThat(found.values()).containsExactly(18.0, 137.0);
  }

  @Test
  void a_category_with_too_few_gets_the_one_of_all_together() {
    Thresholds found = Thresholds.of(List.of(range(0, 19), range(30, 5)), 0.1);
    assertThat(found.basis()).isEqualTo(Basis.ALL_CATEGORIES);
    assertThat(found.values().get(0)).isEqualTo(17);
    // The second highest of all is 33, by the scale of the other four: their median is 31.5, and
    // their spread, drawn towards the usual one, 2.963 in place of 2.807.
    assertThat(found.values().get(1)).isCloseTo(32 + 2.8072 * 1.5 / 2.9626, within(1e-3));
  }

  @Test
  void too_few_in_all_are_extrapolated_beyond_the_highest() {
    Thresholds found = Thresholds.of(List.of(range(0, 3), range(0, 3)), 0.01);
    assertThat(found.basis()).isEqualTo(Basis.EXTRAPOLATED);
    assertThat(found.values().get(0)).isGreaterThan(2).isEqualTo(found.values().get(1));
  }

  @Test
  void the_extrapolation_is_students_prediction_interval() {
    // Of 1, 2, 3, 4: mean 2.5, s = sqrt(5/3); t(0.99, 3) = 4.540703 from a table.
    Thresholds found = Thresholds.of(List.of(range(1, 4)), 0.01);
    assertThat(found.values().get(0))
        .isCloseTo(2.5 + 4.540703 * Math.sqrt(5 / 3.0 * 1.25), within(1e-4));
  }

  @Test
  void the_tail_is_that_of_scipy() {
    for (Reference normals : Reference.cases("tail")) {
      TailModel tail = TailModel.of(normals.numbers("scores"));
      assertThat(tail.threshold(normals.number("rate")))
          .isCloseTo(normals.number("threshold"), within(1e-7));
      assertThat(tail.rate(normals.number("above")))
          .isCloseTo(normals.number("rateAbove"), within(1e-9));
    }
  }

  @Test
  void an_extrapolated_threshold_is_never_below_a_score_that_was_seen() {
    assertThat(
            Thresholds.of(List.of(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 50}), 0.09).values().get(0))
        .isGreaterThanOrEqualTo(50);
    assertThat(Thresholds.of(List.of(new double[] {3}), 0.02).values()).containsExactly(3.0);
    assertThat(Thresholds.of(List.of(new double[] {3, 3}), 0.02).values()).containsExactly(3.0);
  }

  @Test
  void extrapolation_keeps_the_rate_for_normally_distributed_scores() {
    Random random = new Random(1);
    int alarms = 0;
    for (int run = 0; run < 4000; run++) {
      double[] scores = random.doubles(8).map(d -> random.nextGaussian()).toArray();
      alarms +=
          random.nextGaussian() > Thresholds.of(List.of(scores), 0.02).values().get(0) ? 1 : 0;
    }
    assertThat(alarms / 4000.0).isBetween(0.005, 0.03);
  }

  private static double[] range(int from, int count) {
    return DoubleStream.iterate(from, value -> value + 1).limit(count).toArray();
  }
}
