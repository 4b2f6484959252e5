package io.github.anomaly4j.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class FirstJumpThresholdPropertiesTest {
  private static final FirstJumpThreshold RULE = new FirstJumpThreshold();

  @Property
  void it_moves_with_shifted_and_scaled_scores(
      @ForAll("scores") List<Integer> scores,
      @ForAll @IntRange(min = 1, max = 1000) int scale,
      @ForAll @IntRange(min = -100_000, max = 100_000) int shift) {
    OptionalDouble moved =
        RULE.threshold(doubles(scores).map(score -> scale * score + shift).toArray());
    assertThat(moved.stream().toArray())
        .isEqualTo(
            RULE.threshold(doubles(scores).toArray()).stream()
                .map(threshold -> scale * threshold + shift)
                .toArray());
  }

  @Property
  void the_order_of_the_scores_does_not_matter(
      @ForAll("scores") List<Integer> scores, @ForAll Random random) {
    OptionalDouble found = RULE.threshold(doubles(scores).toArray());
    Collections.shuffle(scores, random);
    assertThat(RULE.threshold(doubles(scores).toArray())).isEqualTo(found);
  }

  @Property
  void it_is_the_middle_of_the_first_gap_above_the_tenth_that_is_wider_than_factor_mean_gaps(
      @ForAll("scores") List<Integer> scores,
      @ForAll @DoubleRange(min = 1.5, max = 15) double drawn) {
    // Off the ratios of whole numbers, at which rounding decides.
    double factor = drawn + 1e-7;
    int[] sorted = scores.stream().mapToInt(score -> score).sorted().toArray();
    OptionalDouble expected =
        sorted.length < 20 || sorted[19] == sorted[0]
            ? OptionalDouble.empty()
            : IntStream.range(10, sorted.length)
                .filter(i -> 19.0 * (sorted[i] - sorted[i - 1]) > factor * (sorted[19] - sorted[0]))
                .mapToDouble(i -> (sorted[i - 1] + sorted[i]) / 2.0)
                .findFirst();
    assertThat(new FirstJumpThreshold(factor).threshold(doubles(scores).toArray()))
        .isEqualTo(expected);
  }

  @Example
  void defects_that_stand_apart_are_cut_off_in_the_middle_of_the_gap() {
    double[] scores = DoubleStream.concat(range(0, 40), range(69, 5)).toArray();
    assertThat(RULE.threshold(scores)).hasValue(54);
  }

  @Example
  void sixteen_normals_are_enough_to_show_a_jump_within_the_twenty_lowest() {
    double[] scores = DoubleStream.concat(range(0, 16), range(100, 30)).toArray();
    assertThat(new FirstJumpThreshold(8).threshold(scores)).hasValue(57.5);
  }

  @Example
  void evenly_spaced_few_and_equal_scores_show_no_jump() {
    assertThat(RULE.threshold(range(0, 300).toArray())).isEmpty();
    assertThat(RULE.threshold(new double[] {3e-7, 4e-7, 4.7e-7, 5.4e-7, 7e-7, 1.1e-6})).isEmpty();
    assertThat(RULE.threshold(DoubleStream.concat(range(0, 18), range(999, 1)).toArray()))
        .isEmpty();
    assertThat(RULE.threshold(Arrays.copyOf(new double[] {5, 6, 7}, 40))).isEmpty();
  }

  @Example
  void one_unusually_perfect_image_is_no_jump() {
    assertThat(RULE.threshold(DoubleStream.concat(range(-1000, 1), range(0, 60)).toArray()))
        .isEmpty();
  }

  @Example
  void normally_distributed_scores_show_a_jump_as_often_as_documented() {
    Random random = new Random(5);
    long jumps =
        IntStream.range(0, 4000)
            .filter(
                run ->
                    RULE.threshold(DoubleStream.generate(random::nextGaussian).limit(100).toArray())
                        .isPresent())
            .count();
    assertThat(jumps / 4000.0).isBetween(0.09, 0.14);
  }

  @Example
  void a_factor_that_is_not_far_above_and_scores_that_are_not_finite_are_refused() {
    for (double factor : new double[] {1, 0, -3, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FirstJumpThreshold(factor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("factor");
    }
    double[] scores = range(0, 30).toArray();
    scores[7] = Double.NaN;
    assertThatThrownBy(() -> RULE.threshold(scores))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }

  /** Whole numbers, whose sums and products are exact, mostly close together. */
  @Provide
  Arbitrary<List<Integer>> scores() {
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 60)),
            Tuple.of(1, Arbitraries.integers().between(-3000, 3000)))
        .list()
        .ofMinSize(15)
        .ofMaxSize(80);
  }

  private static DoubleStream doubles(List<Integer> scores) {
    return scores.stream().mapToDouble(score -> score);
  }

  private static DoubleStream range(int from, int count) {
    return IntStream.range(from, from + count).asDoubleStream();
  }
}
