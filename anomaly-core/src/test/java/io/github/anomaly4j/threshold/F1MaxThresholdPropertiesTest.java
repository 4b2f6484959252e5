package io.github.anomaly4j.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.metric.F1Max;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class F1MaxThresholdPropertiesTest {
  private static final F1MaxThreshold RULE = new F1MaxThreshold();

  @Property
  void no_cut_reaches_a_higher_f1_and_no_higher_cut_the_same(
      @ForAll @Size(min = 2, max = 40) List<@IntRange(min = -9, max = 9) Integer> values,
      @ForAll @Size(40) boolean[] truth) {
    double[] scores = values.stream().mapToDouble(value -> value).toArray();
    boolean[] anomalous = Arrays.copyOf(truth, scores.length);
    double threshold = cut(scores, anomalous);
    double best = f1(scores, anomalous, threshold);

    assertThat(best).isCloseTo(F1Max.of(scores, anomalous).value(), within(1e-12));
    DoubleStream.concat(DoubleStream.of(-10), DoubleStream.of(scores))
        .forEach(
            cut -> {
              assertThat(f1(scores, anomalous, cut)).isLessThanOrEqualTo(best);
              if (cut > threshold) {
                assertThat(f1(scores, anomalous, cut)).isLessThan(best);
              }
            });
  }

  @Property
  void neighboring_numbers_are_told_apart(@ForAll double below) {
    Assume.that(Double.isFinite(Math.nextUp(below)));
    double[] scores = {below, Math.nextUp(below)};
    assertThat(RULE.threshold(scores, new boolean[] {false, true}).orElseThrow())
        .isGreaterThanOrEqualTo(scores[0])
        .isLessThan(scores[1]);
  }

  @Example
  void it_lies_in_the_middle_of_the_gap_below_the_lowest_that_is_found() {
    double[] scores = {0, 1, 4, 6};
    assertThat(RULE.threshold(scores, new boolean[] {false, false, true, true})).hasValue(2.5);
  }

  @Example
  void scores_of_one_class_have_none() {
    assertThat(RULE.threshold(new double[] {1, 2}, new boolean[2])).isEmpty();
    assertThat(RULE.threshold(new double[] {1, 2}, new boolean[] {true, true})).isEmpty();
    assertThat(RULE.threshold(new double[0], new boolean[0])).isEmpty();
  }

  @Example
  void scores_that_are_not_finite_and_missing_labels_are_refused() {
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> RULE.threshold(new double[] {1, wrong}, new boolean[] {false, true}))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> RULE.threshold(new double[] {1, 2}, new boolean[] {true}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double cut(double[] scores, boolean[] anomalous) {
    OptionalDouble found = RULE.threshold(scores, anomalous);
    Assume.that(found.isPresent());
    return found.getAsDouble();
  }

  private static double f1(double[] scores, boolean[] anomalous, double threshold) {
    int truePositives = 0;
    int wrong = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean alarm = scores[i] > threshold;
      truePositives += alarm && anomalous[i] ? 1 : 0;
      wrong += alarm != anomalous[i] ? 1 : 0;
    }
    return 2.0 * truePositives / (2.0 * truePositives + wrong);
  }
}
