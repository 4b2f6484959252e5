package io.github.anomaly4j.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.Reference;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class QuantileThresholdPropertiesTest {
  private static final int RUNS = 3000;

  @Property(tries = 25)
  void fresh_normal_scores_pass_with_at_most_the_stated_probability(
      @ForAll @IntRange(min = 9, max = 60) int held,
      @ForAll @DoubleRange(min = 0.1, max = 0.5) double rate,
      @ForAll Shape shape,
      @ForAll long seed) {
    QuantileThreshold rule = new QuantileThreshold(rate);
    Random random = new Random(seed);
    int alarms = 0;
    for (int run = 0; run < RUNS; run++) {
      double threshold = rule.threshold(shape.draw(random, held));
      alarms += shape.draw(random, 1)[0] > threshold ? 1 : 0;
    }
    double deviation = Math.sqrt(rate * (1 - rate) / RUNS);
    assertThat((double) alarms / RUNS).isLessThan(rate + 4.5 * deviation);
    if (shape != Shape.TIED) {
      // Without ties the rate is met to one image in held + 1.
      assertThat((double) alarms / RUNS).isGreaterThan(rate - 1.0 / (held + 1) - 4.5 * deviation);
    }
  }

  @Property(tries = 40)
  void the_true_rate_is_within_the_upper_bound_as_often_as_the_confidence_says(
      @ForAll @IntRange(min = 9, max = 120) int held,
      @ForAll @DoubleRange(min = 0.1, max = 0.5) double rate,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence,
      @ForAll Shape shape,
      @ForAll long seed) {
    QuantileThreshold rule = new QuantileThreshold(rate, confidence);
    double bound = rule.upperBound(held);
    Random random = new Random(seed);
    int within = 0;
    for (int run = 0; run < RUNS; run++) {
      within += shape.above(rule.threshold(shape.draw(random, held))) <= bound ? 1 : 0;
    }
    double deviation = 5.5 * Math.sqrt(confidence * (1 - confidence) / RUNS);
    assertThat((double) within / RUNS)
        .isBetween(confidence - deviation, shape == Shape.TIED ? 1 : confidence + deviation);
  }

  @Property
  void a_higher_rate_never_raises_the_threshold_nor_lowers_the_bound(
      @ForAll @Size(min = 19, max = 80) @DoubleRange(min = -1e3, max = 1e3) double[] scores,
      @ForAll @DoubleRange(min = 0.05, max = 0.99) double one,
      @ForAll @DoubleRange(min = 0.05, max = 0.99) double other) {
    QuantileThreshold low = new QuantileThreshold(Math.min(one, other));
    QuantileThreshold high = new QuantileThreshold(Math.max(one, other));
    assertThat(high.threshold(scores)).isLessThanOrEqualTo(low.threshold(scores));
    assertThat(high.upperBound(scores.length))
        .isGreaterThanOrEqualTo(low.upperBound(scores.length));
  }

  @Property(tries = 300)
  void there_is_a_threshold_exactly_where_there_are_enough_scores(
      @ForAll @IntRange(min = 0, max = 250) int count,
      @ForAll @IntRange(min = 4, max = 1000) int thousandths) {
    QuantileThreshold rule = new QuantileThreshold(Math.min(thousandths / 1000.0, 1 - 1e-12));
    // Counted in whole numbers: of count + 1 at least one may be a false alarm.
    boolean enough = count > 0 && (count + 1) * thousandths >= 1000;
    assertThat(rule.normalsNeeded() <= count).isEqualTo(enough);
    if (enough) {
      assertThat(rule.threshold(new double[count])).isZero();
      assertThat(rule.upperBound(count)).isBetween(0.0, 1.0);
    } else {
      assertThatThrownBy(() -> rule.threshold(new double[count]))
          .isInstanceOf(TooFewNormalsException.class);
      assertThatThrownBy(() -> rule.upperBound(count)).isInstanceOf(TooFewNormalsException.class);
    }
  }

  @Example
  void thresholds_are_those_of_exact_fractions_and_bounds_those_of_scipy() {
    for (Reference normals : Reference.cases("quantile")) {
      double[] scores = normals.numbers("scores");
      QuantileThreshold rule =
          new QuantileThreshold(normals.number("rate"), normals.number("confidence"));
      assertThat(rule.threshold(scores)).isEqualTo(normals.number("threshold"));
      assertThat(rule.upperBound(scores.length)).isCloseTo(normals.number("bound"), within(1e-7));
    }
  }

  @Example
  void nineteen_scores_state_five_percent_with_the_highest_of_them() {
    double[] scores = DoubleStream.iterate(19, score -> score - 1).limit(19).toArray();
    assertThat(new QuantileThreshold(0.05).threshold(scores)).isEqualTo(19);
    assertThat(new QuantileThreshold(0.1).threshold(scores)).isEqualTo(18);
    assertThat(scores[0]).isEqualTo(19);
  }

  @Example
  void with_the_highest_of_n_the_bound_is_one_minus_the_nth_root() {
    // P(Beta(1, n) > b) = (1 - b)^n
    assertThat(new QuantileThreshold(0.05).upperBound(19))
        .isCloseTo(1 - Math.pow(0.05, 1 / 19.0), within(1e-7));
    assertThat(new QuantileThreshold(0.001, 0.9).upperBound(999))
        .isCloseTo(1 - Math.pow(0.1, 1 / 999.0), within(1e-7));
  }

  @Example
  void of_labeled_scores_only_the_normal_ones_count() {
    double[] scores = {3, 100, 1, 200, 2};
    boolean[] anomalous = {false, true, false, true, false};
    assertThat(new QuantileThreshold(0.25).threshold(scores, anomalous)).hasValue(3);
    assertThatThrownBy(() -> new QuantileThreshold(0.25).threshold(scores, new boolean[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 scores but 4 labels");
  }

  @Example
  void too_few_normals_are_told_how_many_there_are_and_how_many_it_takes() {
    TooFewNormalsException refusal =
        catchThrowableOfType(
            TooFewNormalsException.class,
            () -> new QuantileThreshold(0.02).threshold(new double[12]));
    assertThat(refusal)
        .hasMessageContaining("12 held-out normal images")
        .hasMessageContaining("at least 49");
    assertThat(refusal.available()).isEqualTo(12);
    assertThat(refusal.needed()).isEqualTo(49);
  }

  @Example
  void a_rate_or_a_confidence_outside_0_to_1_is_refused() {
    for (double share : new double[] {0, 1, -0.1, 2, Double.NaN}) {
      assertThatThrownBy(() -> new QuantileThreshold(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("false-positive rate");
      assertThatThrownBy(() -> new QuantileThreshold(0.1, share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("confidence");
    }
  }

  /** A distribution of scores with the share of it that lies above a score. */
  private enum Shape {
    UNIFORM(u -> u, score -> 1 - score),
    /** Cauchy's, which has not even a mean. */
    HEAVY_TAILED(u -> Math.tan(Math.PI * (u - 0.5)), score -> 0.5 - Math.atan(score) / Math.PI),
    /** 0 to 3. */
    TIED(u -> Math.floor(4 * u), score -> (3 - score) / 4);

    private final DoubleUnaryOperator quantile;
    private final DoubleUnaryOperator above;

    Shape(DoubleUnaryOperator quantile, DoubleUnaryOperator above) {
      this.quantile = quantile;
      this.above = above;
    }

    double[] draw(Random random, int count) {
      return random.doubles(count).map(quantile).toArray();
    }

    double above(double score) {
      return above.applyAsDouble(score);
    }
  }
}
