package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void a_figure_that_is_not_quite_perfect_is_not_printed_as_perfect() {
    assertThat(Numbers.figure(1)).isEqualTo("1.000");
    assertThat(Numbers.figure(0.9999)).isEqualTo(">0.999");
    assertThat(Numbers.figure(0.9741)).isEqualTo("0.974");
    assertThat(Numbers.percent(0.99999)).isEqualTo(">99.9\u00A0%");
    assertThat(Numbers.percent(0.045)).isEqualTo("4.5\u00A0%");
  }

  @Test
  void an_undefined_figure_is_empty() {
    assertThat(Numbers.figure(Double.NaN)).isEmpty();
    assertThat(Numbers.percent(Double.NaN)).isEmpty();
    assertThat(Numbers.score(Double.NaN)).isEmpty();
    assertThat(Numbers.loss(Double.NaN)).isEmpty();
    assertThat(Numbers.milliseconds(Double.NaN)).isEmpty();
  }

  @Test
  void sizes_and_times_have_units_that_suit_them() {
    assertThat(Numbers.bytes(2_500_000)).isEqualTo("2.4\u00A0MiB");
    assertThat(Numbers.bytes(3_221_225_472L)).isEqualTo("3.0\u00A0GiB");
    assertThat(Numbers.duration(90)).isEqualTo("90\u00A0s");
    assertThat(Numbers.duration(754)).isEqualTo("13\u00A0min");
    assertThat(Numbers.duration(9000)).isEqualTo("2.5\u00A0h");
    assertThat(Numbers.milliseconds(3.14159)).isEqualTo("3.1\u00A0ms");
    assertThat(Numbers.count(1, "image", "images")).isEqualTo("1 image");
    assertThat(Numbers.count(12_345, "image", "images")).isEqualTo("12\u202F345 images");
  }

  @Test
  void a_number_and_its_unit_stay_on_one_line() {
    assertThat(Numbers.unbroken("95 % of 3 steps in 2 s"))
        .isEqualTo("95\u00A0% of 3 steps in 2\u00A0s");
  }
}
