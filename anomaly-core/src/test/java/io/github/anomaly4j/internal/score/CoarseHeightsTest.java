package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Maps and coarse maps on one scale. */
class CoarseHeightsTest {
  private static final double RATE = 0.05;

  private final RandomGenerator random = RandomStreams.of(3);

  private double[] peaks(int count, double middle, double spread) {
    return random.doubles(count).map(uniform -> middle - spread * Math.log1p(-uniform)).toArray();
  }

  @Test
  void of_many_images_both_maps_have_the_same_middle_and_spread() {
    double[] fine = peaks(4000, 5, 2);
    double[] coarse = peaks(4000, -1, 0.3);
    Calibration scale = CoarseHeights.of(List.of(fine), List.of(coarse)).get(0).scale();
    double[] converted = Arrays.stream(coarse).map(scale::apply).toArray();
    assertThat(Calibration.spread(converted)).isCloseTo(Calibration.spread(fine), within(1e-9));
    assertThat(Calibration.of(converted, 1).location())
        .isCloseTo(Calibration.of(fine, 1).location(), within(1e-9));
  }

  @Test
  void a_threshold_by_the_heights_of_a_few_images_keeps_its_rate_on_new_ones() {
    int rounds = 300;
    double marked = 0;
    for (int round = 0; round < rounds; round++) {
      CoarseHeights own =
          CoarseHeights.of(List.of(peaks(20, 5, 2)), List.of(peaks(20, -1, 0.3))).get(0);
      double threshold = Arrays.stream(own.heights()).max().orElseThrow();
      double[] fine = peaks(200, 5, 2);
      double[] coarse = peaks(200, -1, 0.3);
      for (int i = 0; i < fine.length; i++) {
        marked += Math.max(fine[i], own.scale().apply(coarse[i])) > threshold ? 1 : 0;
      }
    }
    // The highest of 20 is new once in 21 times.
    assertThat(marked / rounds / 200).isLessThan(RATE + 0.015);
  }
}
