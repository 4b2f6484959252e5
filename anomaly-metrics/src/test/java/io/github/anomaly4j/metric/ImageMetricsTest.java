package io.github.anomaly4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ImageMetricsTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  @Provide
  Arbitrary<Sample> samples() {
    return Sample.any();
  }

  @Test
  void values_equal_those_of_scikit_learn() {
    for (Reference.Images images : Reference.images()) {
      assertThat(Auroc.of(images.scores(), images.anomalous())).isCloseTo(images.auroc(), ROUNDING);
      assertThat(AveragePrecision.of(images.scores(), images.anomalous()))
          .isCloseTo(images.averagePrecision(), ROUNDING);
      F1Max best = F1Max.of(images.scores(), images.anomalous());
      assertThat(best.value()).isCloseTo(images.f1(), ROUNDING);
      assertThat(best.threshold()).isEqualTo(images.f1Threshold());
    }
  }

  @Test
  void the_curve_is_that_of_scikit_learn() {
    for (Reference.Images images : Reference.images()) {
      RocCurve curve = Auroc.curve(images.scores(), images.anomalous());
      assertThat(curve.size()).isEqualTo(images.thresholds().length);
      for (int point = 0; point < curve.size(); point++) {
        assertThat(curve.threshold(point)).isEqualTo(images.thresholds()[point]);
        assertThat(curve.falsePositiveRate(point))
            .isCloseTo(images.falsePositiveRates()[point], ROUNDING);
        assertThat(curve.truePositiveRate(point))
            .isCloseTo(images.truePositiveRates()[point], ROUNDING);
      }
    }
  }

  @Test
  void detection_rates_are_those_of_scikit_learns_curve() {
    for (Reference.Images images : Reference.images()) {
      for (int i = 0; i < Reference.RATES.length; i++) {
        assertThat(DetectionRate.of(images.scores(), images.anomalous(), Reference.RATES[i]))
            .isCloseTo(images.detectionRates()[i], ROUNDING);
      }
    }
  }

  @Property
  void auroc_is_the_share_of_pairs_in_the_right_order(@ForAll("samples") Sample sample) {
    assertThat(Auroc.of(sample.scores(), sample.anomalous())).isEqualTo(pairs(sample));
  }

  @Property
  void auroc_is_unchanged_by_any_increasing_map_of_the_scores(@ForAll("samples") Sample sample) {
    double[] mapped =
        Arrays.stream(sample.scores()).map(score -> Math.exp(score) * 7 - 100).toArray();

    assertThat(Auroc.of(mapped, sample.anomalous()))
        .isEqualTo(Auroc.of(sample.scores(), sample.anomalous()));
  }

  @Property
  void reversed_scores_give_one_minus_the_auroc(@ForAll("samples") Sample sample) {
    assertThat(Auroc.of(sample.reversed().scores(), sample.anomalous()))
        .isCloseTo(1 - Auroc.of(sample.scores(), sample.anomalous()), ROUNDING);
  }

  @Property
  void no_figure_depends_on_the_order_of_the_images(
      @ForAll("samples") Sample sample, @ForAll long seed) {
    List<Integer> order =
        IntStream.range(0, sample.scores().length).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new Random(seed));
    Sample permuted = sample.permuted(order.stream().mapToInt(i -> i).toArray());

    assertThat(Auroc.of(permuted.scores(), permuted.anomalous()))
        .isEqualTo(Auroc.of(sample.scores(), sample.anomalous()));
    assertThat(AveragePrecision.of(permuted.scores(), permuted.anomalous()))
        .isEqualTo(AveragePrecision.of(sample.scores(), sample.anomalous()));
    assertThat(F1Max.of(permuted.scores(), permuted.anomalous()))
        .isEqualTo(F1Max.of(sample.scores(), sample.anomalous()));
  }

  @Property
  void the_area_under_the_curve_is_the_auroc(@ForAll("samples") Sample sample) {
    RocCurve curve = Auroc.curve(sample.scores(), sample.anomalous());

    assertThat(curve.area()).isCloseTo(Auroc.of(sample.scores(), sample.anomalous()), ROUNDING);
  }

  @Property
  void the_curve_says_what_its_thresholds_find(@ForAll("samples") Sample sample) {
    RocCurve curve = Auroc.curve(sample.scores(), sample.anomalous());

    assertThat(curve.falsePositiveRate(0)).isZero();
    assertThat(curve.truePositiveRate(curve.size() - 1)).isOne();
    for (int point = 0; point < curve.size(); point++) {
      double threshold = curve.threshold(point);
      assertThat(curve.truePositiveRate(point)).isEqualTo(share(sample, true, threshold));
      assertThat(curve.falsePositiveRate(point)).isEqualTo(share(sample, false, threshold));
    }
  }

  @Property
  void average_precision_and_f1_are_in_the_unit_interval(@ForAll("samples") Sample sample) {
    assertThat(AveragePrecision.of(sample.scores(), sample.anomalous())).isBetween(0.0, 1.0);
    assertThat(F1Max.of(sample.scores(), sample.anomalous()).value()).isBetween(0.0, 1.0);
  }

  @Property
  void no_threshold_has_a_better_f1_than_the_one_reported(@ForAll("samples") Sample sample) {
    F1Max best = F1Max.of(sample.scores(), sample.anomalous());

    assertThat(best.value()).isCloseTo(f1(sample, best.threshold()), ROUNDING);
    for (double threshold : sample.scores()) {
      assertThat(f1(sample, threshold)).isLessThanOrEqualTo(best.value() + 1e-12);
    }
  }

  @Property
  void a_detection_rate_is_in_the_unit_interval_and_never_falls_with_the_rate(
      @ForAll("samples") Sample sample,
      @ForAll @DoubleRange(min = 0, max = 1) double rate,
      @ForAll @DoubleRange(min = 0, max = 1) double other) {
    double lower = DetectionRate.of(sample.scores(), sample.anomalous(), Math.min(rate, other));
    double higher = DetectionRate.of(sample.scores(), sample.anomalous(), Math.max(rate, other));

    assertThat(lower).isBetween(0.0, higher);
    assertThat(higher).isLessThanOrEqualTo(1);
    assertThat(DetectionRate.of(sample.scores(), sample.anomalous(), 1)).isOne();
  }

  @Property
  void a_detection_rate_is_unchanged_by_any_increasing_map_of_the_scores_and_any_order(
      @ForAll("samples") Sample sample,
      @ForAll @DoubleRange(min = 0, max = 1) double rate,
      @ForAll long seed) {
    List<Integer> order =
        IntStream.range(0, sample.scores().length).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new Random(seed));
    Sample permuted = sample.permuted(order.stream().mapToInt(i -> i).toArray());
    double[] mapped =
        Arrays.stream(permuted.scores()).map(score -> Math.exp(score) * 7 - 100).toArray();

    assertThat(DetectionRate.of(mapped, permuted.anomalous(), rate))
        .isEqualTo(DetectionRate.of(sample.scores(), sample.anomalous(), rate));
  }

  @Property
  void a_detection_rate_lies_on_the_line_between_the_best_points_of_the_curve(
      @ForAll("samples") Sample sample, @ForAll @DoubleRange(min = 0, max = 1) double rate) {
    RocCurve curve = Auroc.curve(sample.scores(), sample.anomalous());
    // The highest point above each false-positive rate, by a table instead of a walk.
    TreeMap<Double, Double> best = new TreeMap<>();
    for (int point = 0; point < curve.size(); point++) {
      best.merge(curve.falsePositiveRate(point), curve.truePositiveRate(point), Math::max);
    }
    Map.Entry<Double, Double> left = best.floorEntry(rate);
    Map.Entry<Double, Double> right = best.ceilingEntry(rate);
    double width = right.getKey() - left.getKey();
    double share = width == 0 ? 0 : (rate - left.getKey()) / width;
    double expected = left.getValue() + share * (right.getValue() - left.getValue());

    assertThat(DetectionRate.of(sample.scores(), sample.anomalous(), rate))
        .isCloseTo(expected, ROUNDING);
  }

  @Property
  void a_detection_rate_changes_no_more_than_the_rate_allows(
      @ForAll("samples") Sample sample, @ForAll @DoubleRange(min = 0, max = 0.99) double rate) {
    long normal = sample.scores().length - Sample.count(sample.anomalous());
    double step = 1e-9;

    // One false alarm more may find all defects, and no change of the rate does so at once.
    assertThat(
            DetectionRate.of(sample.scores(), sample.anomalous(), rate + step)
                - DetectionRate.of(sample.scores(), sample.anomalous(), rate))
        .isBetween(0.0, 1.001 * step * normal);
  }

  @Property(tries = 200)
  void random_scores_are_found_at_the_rate_and_a_little_more_for_thresholds_that_know_the_labels(
      @ForAll @IntRange(min = 1, max = 6) int normal,
      @ForAll @IntRange(min = 1, max = 6) int defective,
      @ForAll @DoubleRange(min = 0, max = 1) double rate) {
    int all = normal + defective;
    double[] scores = IntStream.range(0, all).asDoubleStream().toArray();
    double sum = 0;
    int orders = 0;
    // Every order of the labels is as likely as any other.
    for (int bits = 0; bits < 1 << all; bits++) {
      if (Integer.bitCount(bits) == defective) {
        boolean[] anomalous = new boolean[all];
        for (int i = 0; i < all; i++) {
          anomalous[i] = (bits >> i & 1) == 1;
        }
        sum += DetectionRate.of(scores, anomalous, rate);
        orders++;
      }
    }

    assertThat(sum / orders).isCloseTo(rate + (1 - rate) / (normal + 1), ROUNDING);
  }

  @Test
  void between_two_numbers_of_false_alarms_a_detection_rate_lies_on_the_line_between_them() {
    // Above all normal scores are 2 of 4 defects, above all but one 3.
    double[] scores = {9, 8, 7, 6, 5, 4, 3, 2};
    boolean[] anomalous = Reference.labels("11010010");

    assertThat(DetectionRate.of(scores, anomalous, 0)).isEqualTo(0.5);
    assertThat(DetectionRate.of(scores, anomalous, 0.25)).isEqualTo(0.75);
    assertThat(DetectionRate.of(scores, anomalous, 0.1)).isCloseTo(0.6, ROUNDING);
  }

  @Test
  void equal_scores_are_found_at_the_rate() {
    assertThat(DetectionRate.of(new double[10], Reference.labels("1110000000"), 0.05))
        .isCloseTo(0.05, ROUNDING);
  }

  @Test
  void a_rate_outside_the_unit_interval_is_an_error() {
    for (double rate : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> DetectionRate.of(new double[2], Reference.labels("01"), rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be in [0, 1], was " + rate);
    }
  }

  @Test
  void equal_scores_are_chance() {
    double[] scores = new double[10];
    boolean[] anomalous = Reference.labels("1110000000");

    assertThat(Auroc.of(scores, anomalous)).isEqualTo(0.5);
    assertThat(AveragePrecision.of(scores, anomalous)).isCloseTo(0.3, ROUNDING);
  }

  @Test
  void a_perfect_separation_scores_one_everywhere() {
    double[] scores = {0.1, 0.2, 0.7, 0.9};
    boolean[] anomalous = Reference.labels("0011");

    assertThat(Auroc.of(scores, anomalous)).isOne();
    assertThat(AveragePrecision.of(scores, anomalous)).isOne();
    assertThat(F1Max.of(scores, anomalous)).isEqualTo(new F1Max(1, 0.7));
    for (double rate : new double[] {0, 0.02, 0.05, 1}) {
      assertThat(DetectionRate.of(scores, anomalous, rate)).isOne();
    }
  }

  @Test
  void the_highest_of_several_best_thresholds_is_reported() {
    // At 0.9: TP 1, FP 0, FN 1; at 0.5: TP 2, FP 2, FN 0. Both have an F1 of 2/3.
    assertThat(F1Max.of(new double[] {0.9, 0.5, 0.5, 0.5}, Reference.labels("1100")).threshold())
        .isEqualTo(0.9);
  }

  @Test
  void positive_and_negative_zero_are_one_score() {
    assertThat(Auroc.of(new double[] {0.0, -0.0}, Reference.labels("10"))).isEqualTo(0.5);
    assertThat(Auroc.of(new double[] {0.0, -0.0}, Reference.labels("01"))).isEqualTo(0.5);
  }

  @Test
  void infinite_scores_are_ranked_like_any_other() {
    double[] scores = {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY};

    assertThat(Auroc.of(scores, Reference.labels("001"))).isOne();
  }

  @Test
  void a_missing_class_makes_every_figure_undefined() {
    for (String labels : List.of("", "000", "111")) {
      double[] scores = new double[labels.length()];
      boolean[] anomalous = Reference.labels(labels);

      assertThat(Auroc.of(scores, anomalous)).isNaN();
      assertThat(AveragePrecision.of(scores, anomalous)).isNaN();
      assertThat(DetectionRate.of(scores, anomalous, 0.02)).isNaN();
      assertThat(F1Max.of(scores, anomalous).value()).isNaN();
      assertThat(F1Max.of(scores, anomalous).threshold()).isNaN();
      assertThat(Auroc.curve(scores, anomalous).size()).isZero();
      assertThat(Auroc.curve(scores, anomalous).area()).isNaN();
    }
  }

  @Test
  void a_score_that_is_no_number_is_an_error_that_says_where() {
    double[] scores = {0.5, Double.NaN};

    assertThatThrownBy(() -> Auroc.of(scores, Reference.labels("01")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score 1 of 2 is NaN");
  }

  @Test
  void as_many_labels_as_scores_are_required() {
    assertThatThrownBy(() -> F1Max.of(new double[3], new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 scores but 2 labels");
  }

  @Test
  void the_arrays_passed_in_are_left_alone() {
    double[] scores = {3, 1, 2};

    Auroc.of(scores, Reference.labels("010"));

    assertThat(scores).containsExactly(3, 1, 2);
  }

  private static double pairs(Sample sample) {
    double right = 0;
    double all = 0;
    for (int i = 0; i < sample.scores().length; i++) {
      for (int j = 0; j < sample.scores().length; j++) {
        if (sample.anomalous()[i] && !sample.anomalous()[j]) {
          double difference = sample.scores()[i] - sample.scores()[j];
          right += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
          all++;
        }
      }
    }
    return right / all;
  }

  private static double share(Sample sample, boolean anomalous, double threshold) {
    double above = 0;
    double all = 0;
    for (int i = 0; i < sample.scores().length; i++) {
      if (sample.anomalous()[i] == anomalous) {
        above += sample.scores()[i] >= threshold ? 1 : 0;
        all++;
      }
    }
    return above / all;
  }

  private static double f1(Sample sample, double threshold) {
    double hits = 0;
    double wrong = 0;
    for (int i = 0; i < sample.scores().length; i++) {
      boolean flagged = sample.scores()[i] >= threshold;
      hits += flagged && sample.anomalous()[i] ? 1 : 0;
      wrong += flagged != sample.anomalous()[i] ? 1 : 0;
    }
    return 2 * hits / (2 * hits + wrong);
  }
}
