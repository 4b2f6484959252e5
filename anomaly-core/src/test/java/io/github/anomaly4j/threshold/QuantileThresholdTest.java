package io.github.anomaly4j.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class QuantileThresholdTest {
  private static final int RUNS = 3000;

  @Property(tries = 25)
  void fresh_normal_scores_pass_with_at_most_the_stated_probability(
      @ForAll @IntRange(min = 9, max = 60) int held,
      @ForAll @DoubleRange(min = 0.1, max = 0.5) double rate,
      @ForAll @IntRange(min = 0, max = 2) int shape,
      @ForAll long seed) {
    Random random = new Random(seed);
    ToDoubleFunction<Random> draw = shape(shape);
    int alarms = 0;
    for (int run = 0; run < RUNS; run++) {
      double[] scores = new double[held];
      for (int i = 0; i < held; i++) {
        scores[i] = draw.applyAsDouble(random);
      }
      alarms +=
          draw.applyAsDouble(random) > QuantileThreshold.of(scores, rate).orElseThrow() ? 1 : 0;
    }
    double deviation = Math.sqrt(rate * (1 - rate) / RUNS);
    assertThat((double) alarms / RUNS).isLessThan(rate + 4.5 * deviation);
    if (shape != 2) {
      // Without ties the rate is met to one picture in held + 1.
      assertThat((double) alarms / RUNS).isGreaterThan(rate - 1.0 / (held + 1) - 4.5 * deviation);
    }
  }

  @Property(tries = 300)
  void there_is_a_threshold_exactly_where_there_are_enough_scores(
      @ForAll @IntRange(min = 0, max = 200) int count,
      @ForAll @IntRange(min = 4, max = 900) int thousandths) {
    double rate = thousandths / 1000.0;
    double enough = 1 / rate - 1;
    if (Math.abs(count - enough) > 1e-3) {
      assertThat(QuantileThreshold.of(new double[count], rate).isPresent())
          .isEqualTo(count > enough);
    }
  }

  @Example
  void nineteen_scores_state_five_percent_with_the_highest_of_them() {
    double[] scores = new double[19];
    for (int i = 0; i < 19; i++) {
      scores[i] = 19 - i;
    }
    assertThat(QuantileThreshold.of(scores, 0.05)).hasValue(19);
    assertThat(QuantileThreshold.of(scores, 0.1)).hasValue(18);
    assertThat(QuantileThreshold.of(scores, 0.04)).isEmpty();
    assertThat(scores[0]).isEqualTo(19);
  }

  @Example
  void a_rate_outside_0_to_1_is_refused() {
    for (double rate : new double[] {0, 1, -0.1, 2, Double.NaN}) {
      assertThatThrownBy(() -> QuantileThreshold.of(new double[10], rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("false-positive rate");
    }
  }

  private static ToDoubleFunction<Random> shape(int number) {
    return switch (number) {
      case 0 -> Random::nextGaussian;
      case 1 -> random -> Math.exp(3 * random.nextGaussian());
      default -> random -> random.nextInt(4);
    };
  }
}
