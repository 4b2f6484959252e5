package io.github.anomaly4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
    assertThat(Auroc.of(Reference.SCORES, Reference.ANOMALOUS))
        .isCloseTo(Reference.AUROC, ROUNDING);
    assertThat(AveragePrecision.of(Reference.SCORES, Reference.ANOMALOUS))
        .isCloseTo(Reference.AVERAGE_PRECISION, ROUNDING);
    F1Max best = F1Max.of(Reference.SCORES, Reference.ANOMALOUS);
    assertThat(best.value()).isCloseTo(Reference.F1_MAX, ROUNDING);
    assertThat(best.threshold()).isEqualTo(Reference.F1_THRESHOLD);
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
