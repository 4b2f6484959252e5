package io.github.anomaly4j.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
  void many_pictures_keep_their_own_spread_and_few_take_the_usual_one() {
    Random random = new Random(1);
    double[] many = random.doubles(5000).map(d -> 4 * (d - 0.5)).toArray();
    double own = Math.sqrt(4.0 / 3);
    assertThat(Calibration.of(many, 100).scale()).isBetween(own, 4.7);
    assertThat(Calibration.of(many, own).scale()).isCloseTo(own, within(0.05));
    double single = Calibration.of(new double[] {5}, 100).scale();
    assertThat(single).isBetween(90.0, 100.0);
  }

  @Test
  void the_spread_is_the_root_mean_square_about_the_median() {
    assertThat(Calibration.spread(new double[] {1, 2, 6}))
        .isCloseTo(Math.sqrt(17 / 2.0), within(1e-12));
    assertThat(Calibration.spread(new double[] {5})).isZero();
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
}
