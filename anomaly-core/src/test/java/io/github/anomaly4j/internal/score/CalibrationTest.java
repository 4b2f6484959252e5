package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void the_median_becomes_zero_and_one_spread_above_it_one() {
    Calibration calibration = Calibration.of(new double[] {1, 2, 3, 4, 100}, 10);
    assertThat(calibration.apply(3)).isZero();
    assertThat(calibration.apply(3 + calibration.scale())).isCloseTo(1, within(1e-12));
  }

  @Test
  void the_spread_is_the_root_mean_square_of_what_lies_above_the_median() {
    assertThat(Calibration.spread(new double[] {-90, 2, 6}))
        .isCloseTo(Math.sqrt(16 / 2.0), within(1e-12));
    assertThat(Calibration.spread(new double[] {5})).isZero();
  }

  @Test
  void the_spread_of_normally_distributed_scores_is_their_standard_deviation() {
    Random random = new Random(2);
    double[] scores = new double[20_000];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = 4 + 3 * random.nextGaussian();
    }
    assertThat(Calibration.spread(scores)).isCloseTo(3, within(0.06));
  }

  @Test
  void scores_that_are_all_alike_still_get_a_scale() {
    Calibration calibration = Calibration.of(new double[] {2, 2, 2}, 0);
    assertThat(calibration.scale()).isPositive();
    assertThat(calibration.apply(2.1)).isPositive().isFinite();
  }

  @Test
  void a_scale_or_location_that_is_no_number_is_refused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Calibration(0, scale))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Calibration(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void many_equal_scores_take_no_longer_than_others() {
    double[] scores = new double[1_000_000];
    scores[0] = 1;
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(Calibration.of(scores, Calibration.spread(scores)).location()).isZero());
  }

  @Test
  void a_score_that_is_no_number_is_refused() {
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Calibration.spread(new double[] {1, 2, 3, odd}))
          .withMessageContaining("not a finite number");
    }
  }
}
