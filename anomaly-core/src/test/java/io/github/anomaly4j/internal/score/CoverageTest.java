package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.score.Thresholds.Basis;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stated about rates, over 1,000 splits: each draws normal scores and fresh ones. */
class CoverageTest {
  private static final int SPLITS = 1000;

  /** A correct test fails with a probability of 1 to 150,000. */
  private static final double DEVIATIONS = 4.5;

  private static final double RATE = 0.02;

  private final Random random = new Random(1);

  private static double error(double probability) {
    return DEVIATIONS * Math.sqrt(probability * (1 - probability) / SPLITS);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0.2",
    "4, 0.5",
    "9, 0.1",
    "19, 0.05",
    "49, 0.02",
    "100, 0.02",
    "300, 0.02",
    "1000, 0.02",
    "1000, 0.001"
  })
  void the_rate_is_kept_on_average_and_its_bound_as_often_as_stated(int normals, double rate) {
    QuantileThreshold rule = new QuantileThreshold(rate);
    double bound = rule.upperBound(normals);
    double sum = 0;
    int within = 0;
    for (int split = 0; split < SPLITS; split++) {
      // Of uniform scores, the share above a threshold is known.
      double above = 1 - rule.threshold(random.doubles(normals).toArray());
      sum += above;
      within += above <= bound ? 1 : 0;
    }
    System.out.printf(
        "%d normals, stated %s: mean rate %.4f, at most %.4f in %d of %d splits%n",
        normals, rate, sum / SPLITS, bound, within, SPLITS);
    // The share above is distributed more narrowly than a choice at this rate.
    assertThat(sum / SPLITS)
        .isBetween(rate - 1.0 / (normals + 1) - error(rate), rate + error(rate));
    assertThat((double) within / SPLITS).isCloseTo(0.95, within(error(0.95)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 19, 100, 1000})
  void p_values_of_fresh_normal_images_are_uniform(int normals) {
    double[] values = new double[SPLITS];
    for (int split = 0; split < SPLITS; split++) {
      NormalRates rates = NormalRates.of(List.of(gaussian(normals))).get(0);
      values[split] = rates.of(random.nextGaussian()).value();
    }
    for (int rank = 1; rank <= normals; rank += Math.max(1, normals / 10)) {
      double level = rank / (normals + 1.0);
      assertThat(Arrays.stream(values).filter(value -> value <= level + 1e-12).count())
          .as("p-values of at most %s", level)
          .isBetween(
              Math.round(SPLITS * (level - error(level)) - 1),
              Math.round(SPLITS * (level + error(level)) + 1));
    }
    assertThat(Arrays.stream(values).min().orElseThrow())
        .isGreaterThanOrEqualTo(1 / (normals + 1.0));
  }

  @Test
  void of_four_images_an_estimate_is_given_that_says_so_and_holds_for_a_normal_distribution() {
    NormalDistribution normal = new NormalDistribution();
    double sum = 0;
    for (int split = 0; split < SPLITS; split++) {
      Thresholds found = Thresholds.of(List.of(gaussian(4)), RATE);
      assertThat(found.basis()).isEqualTo(Basis.EXTRAPOLATED);
      sum += 1 - normal.cumulativeProbability(found.values().get(0));
    }
    System.out.printf("four normals, stated %s: mean rate %.4f%n", RATE, sum / SPLITS);
    assertThat(sum / SPLITS).isBetween(RATE / 2, RATE + error(RATE));
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "4, 15", "8, 15", "20, 4", "40, 15"})
  void products_of_few_images_keep_the_rate_that_all_of_them_state(int images, int products) {
    NormalDistribution normal = new NormalDistribution();
    double marked = 0;
    double alarms = 0;
    int splits = SPLITS / products;
    for (int split = 0; split < splits; split++) {
      double[] spreads = random.doubles(products).map(uniform -> 0.5 + uniform).toArray();
      List<double[]> raw =
          Arrays.stream(spreads)
              .mapToObj(spread -> Arrays.stream(gaussian(images)).map(x -> x * spread).toArray())
              .toList();
      List<Calibration> scales = Calibrator.scales(raw);
      List<double[]> scores =
          IntStream.range(0, products)
              .mapToObj(i -> Arrays.stream(raw.get(i)).map(scales.get(i)::apply).toArray())
              .toList();
      List<Double> thresholds = Thresholds.of(scores, RATE).values();
      List<NormalRates> rates = NormalRates.of(scores);
      for (int i = 0; i < products; i++) {
        double threshold = scales.get(i).raw(thresholds.get(i)) / spreads[i];
        marked += 1 - normal.cumulativeProbability(threshold);
        double fresh = scales.get(i).apply(spreads[i] * random.nextGaussian());
        alarms += rates.get(i).of(fresh).alarmRate() <= RATE ? 1 : 0;
      }
    }
    int all = splits * products;
    System.out.printf(
        "%d products of %d normals, stated %s: mean rate %.4f, by p-values %.4f%n",
        products, images, RATE, marked / all, alarms / all);
    assertThat(marked / all).isBetween(RATE / 4, 2 * RATE);
    assertThat(alarms / all).isLessThan(2 * RATE + error(RATE));
  }

  private double[] gaussian(int count) {
    return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
  }
}
