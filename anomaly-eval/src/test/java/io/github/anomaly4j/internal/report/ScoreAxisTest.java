package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreAxisTest {

  @Test
  void glaring_defects_do_not_squeeze_the_scores_near_the_threshold() {
    ScoreAxis axis = ScoreAxis.of(new double[] {0, 1, 2}, new double[] {4, 1000}, 3);

    assertThat(axis.high()).isLessThan(13);
    assertThat(axis.shares(new double[] {4, 1000}, 10)[9]).isEqualTo(0.5);
  }

  @Property
  void the_threshold_is_always_in_sight(
      @ForAll @Size(min = 1, max = 9) double[] normal,
      @ForAll double[] defective,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double threshold) {
    ScoreAxis axis = ScoreAxis.of(normal, defective, threshold);

    assertThat(threshold).isBetween(axis.low(), axis.high());
    assertThat(axis.range()).isPositive();
  }

  @Property
  void no_image_is_lost_from_the_bars(
      @ForAll @Size(min = 1, max = 30) @DoubleRange(min = -100, max = 100) double[] scores) {
    ScoreAxis axis = ScoreAxis.of(scores, new double[0], 1);

    assertThat(DoubleStream.of(axis.shares(scores, 7)).sum()).isCloseTo(1, within(1e-9));
  }

  @Test
  void equal_scores_still_have_a_range() {
    assertThat(ScoreAxis.of(new double[] {2, 2}, new double[0], Double.NaN).range()).isPositive();
    assertThat(ScoreAxis.of(new double[0], new double[0], Double.NaN).range()).isPositive();
  }
}
