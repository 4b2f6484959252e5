package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.threshold.QuantileThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NormalRatesTest {
  private final double[] own = draw(1, 60, 0);
  private final double[] other = draw(2, 300, 0.2);
  private final NormalRates rates = NormalRates.of(List.of(own, other)).get(0);

  @Test
  void the_p_value_counts_the_normal_images_that_score_as_high() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      double score = i % 2 == 0 ? own[random.nextInt(own.length)] : 3 * random.nextGaussian();
      long as = Arrays.stream(own).filter(normal -> normal >= score).count();
      Significance found = rates.of(score);
      assertThat(found.value()).isEqualTo((1 + as) / 61.0);
      assertThat(found.resolution()).isEqualTo(1 / 61.0);
    }
  }

  @Test
  void equal_scores_all_count() {
    NormalRates ties = NormalRates.of(List.of(new double[] {1, 2, 2, 2, 3})).get(0);
    assertThat(ties.of(2).value()).isEqualTo(5 / 6.0);
    assertThat(ties.of(2.5).value()).isEqualTo(2 / 6.0);
    assertThat(ties.of(3).value()).isEqualTo(2 / 6.0);
    assertThat(ties.of(4).value()).isEqualTo(1 / 6.0);
  }

  @Test
  void p_values_of_new_normal_images_are_uniform() {
    int below = 0;
    int fifth = 0;
    for (int draw = 0; draw < 20_000; draw++) {
      double[] scores = draw(10 + draw, 20, 0);
      double value =
          NormalRates.of(List.of(Arrays.copyOf(scores, 19))).get(0).of(scores[19]).value();
      below += value <= 0.05 ? 1 : 0;
      fifth += value <= 0.2 ? 1 : 0;
    }
    assertThat(below / 20_000.0).isCloseTo(0.05, within(0.005));
    assertThat(fifth / 20_000.0).isCloseTo(0.2, within(0.01));
  }

  @Test
  void at_a_rate_that_can_be_counted_an_image_is_an_alarm_where_the_quantile_says_so() {
    for (double rate : new double[] {0.02, 0.05, 0.1, 0.5}) {
      double threshold = new QuantileThreshold(rate).threshold(own);
      for (double score : own) {
        assertThat(rates.of(score).alarmRate() <= rate * (1 + 1e-9)).isEqualTo(score > threshold);
        assertThat(rates.of(score + 1e-6).alarmRate() <= rate * (1 + 1e-9))
            .isEqualTo(score + 1e-6 > threshold);
      }
    }
  }

  @Test
  void below_the_resolution_the_rate_is_that_of_all_thresholds_and_never_rises_with_the_score() {
    double highest = Arrays.stream(own).max().orElseThrow();
    List<double[]> all = List.of(new double[] {0}, own, other);
    NormalRates some = NormalRates.of(all).get(1);
    double before = 1;
    for (double score = -4; score < 12; score += 0.01) {
      double rate = some.of(score).alarmRate();
      assertThat(rate).isPositive().isLessThanOrEqualTo(before);
      before = rate;
      // Further out, 1 - rate has too few digits.
      if (score > highest && rate < 1 / 61.0 && rate > 1e-9) {
        // A category of one image has no threshold of its own, so its threshold is the common one.
        assertThat(Thresholds.of(all, rate * 1.0001).values().get(0)).isLessThan(score);
        assertThat(Thresholds.of(all, rate * 0.9999).values().get(0))
            .isGreaterThanOrEqualTo(score - 0.01);
      }
    }
    assertThat(before).isLessThan(1e-6);
  }

  @Test
  void other_categories_are_looked_at_only_for_scores_above_all_own_ones() {
    double[] sorted = Arrays.stream(own).sorted().toArray();
    NormalRates some = NormalRates.of(List.of(own, new double[] {Double.NaN, Double.NaN})).get(0);
    for (double score : new double[] {-9, sorted[0], sorted[30], sorted[59]}) {
      assertThat(some.of(score)).isEqualTo(rates.of(score));
    }
    assertThatThrownBy(() -> some.of(sorted[59] + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a score that is not a finite number");
  }

  @Test
  void many_threads_that_ask_first_get_the_same_rates() {
    List<double[]> scores = List.of(own, other);
    double[] far = IntStream.range(0, 64).mapToDouble(i -> 3 + i / 16.0).toArray();
    List<Significance> alone = Arrays.stream(far).mapToObj(rates::of).toList();
    for (int again = 0; again < 20; again++) {
      NormalRates shared = NormalRates.of(scores).get(0);
      assertThat(Arrays.stream(far).parallel().mapToObj(shared::of).toList()).isEqualTo(alone);
    }
  }

  @Test
  void without_normal_scores_nothing_is_known() {
    Significance found = NormalRates.of(List.of(new double[0])).get(0).of(100);
    assertThat(found).isEqualTo(new Significance(1, 1, 1));
  }

  private static double[] draw(long seed, int count, double mean) {
    Random random = new Random(seed);
    return DoubleStream.generate(() -> mean + random.nextGaussian()).limit(count).toArray();
  }
}
