package io.github.anomaly4j.internal.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.network.ReconstructionError;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EvidenceMapTest {

  @Example
  void the_top_share_is_the_mean_of_the_highest_scored_values() {
    EvidenceMap map =
        new EvidenceMap(Grid.even(2, 3), new float[] {1, 9, 3, 4, 99, 6}, scoredBut(6, 4));
    assertThat(map.top(0.4)).isEqualTo(7.5);
    assertThat(map.top(1)).isCloseTo(23 / 5.0, within(1e-9));
    assertThat(map.top(1e-9)).isEqualTo(9);
  }

  @Property(tries = 200)
  void the_highest_values_are_those_of_a_sorted_list(
      @ForAll @Size(min = 1, max = 400) float[] values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    int places = Math.max(1, (int) Math.round(share * values.length));
    double sum = 0;
    for (int i = values.length - places; i < values.length; i++) {
      sum += sorted[i];
    }
    assertThat(
            new EvidenceMap(Grid.even(1, values.length), values, allScored(values.length))
                .top(share))
        .isEqualTo(sum / places);
  }

  @Example
  void a_value_that_is_no_number_is_not_lost() {
    float[] values = new float[2000];
    values[1234] = Float.NaN;
    assertThat(new EvidenceMap(Grid.even(1, 2000), values, allScored(2000)).top(0.01)).isNaN();
  }

  @Example
  void a_map_without_a_scored_place_is_refused() {
    assertThatThrownBy(
            () -> new EvidenceMap(Grid.even(1, 1), new float[1], new boolean[1]).top(0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EvidenceMap(Grid.even(2, 2), new float[3], new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 2");
  }

  @Example
  void a_logarithm_has_a_floor() {
    EvidenceMap map =
        new EvidenceMap(Grid.even(1, 3), new float[] {1, 0, 10}, new boolean[3]).logarithm(0.1f);
    assertThat(map.values()).containsExactly(0, (float) Math.log(0.1f), (float) Math.log(10));
  }

  @Property(tries = 60)
  void smoothing_keeps_a_constant(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @DoubleRange(min = 0.2, max = 4) double sigma) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, -3.5f);
    for (float value :
        new EvidenceMap(Grid.even(rows, columns), values, allScored(values.length))
            .smoothed(sigma)
            .values()) {
      assertThat(value).isCloseTo(-3.5f, within(1e-5f));
    }
  }

  @Example
  void smoothing_is_a_gaussian_in_both_directions() {
    double sigma = 1.2;
    float[] values = new float[21 * 21];
    values[10 * 21 + 10] = 1;
    EvidenceMap smoothed =
        new EvidenceMap(Grid.even(21, 21), values, allScored(values.length)).smoothed(sigma);
    double sum = 0;
    for (int y = -10; y <= 10; y++) {
      for (int x = -10; x <= 10; x++) {
        sum += weight(x, sigma) * weight(y, sigma);
      }
    }
    for (int y = -10; y <= 10; y++) {
      for (int x = -10; x <= 10; x++) {
        assertThat((double) smoothed.values()[(y + 10) * 21 + x + 10])
            .isCloseTo(weight(x, sigma) * weight(y, sigma) / sum, within(1e-6));
      }
    }
  }

  @Property(tries = 60)
  void what_is_not_scored_has_no_part_in_smoothing(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @DoubleRange(min = 0.2, max = 4) double sigma,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    boolean[] scored = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      scored[i] = random.nextBoolean();
      values[i] = scored[i] ? 7 : random.nextBoolean() ? Float.NaN : 1e6f;
    }
    float[] smoothed =
        new EvidenceMap(Grid.even(rows, columns), values, scored).smoothed(sigma).values();
    for (int i = 0; i < values.length; i++) {
      assertThat(smoothed[i]).isFinite();
      if (scored[i]) {
        assertThat(smoothed[i]).isCloseTo(7, within(1e-4f));
      }
    }
  }

  @Example
  void averaging_is_the_mean_of_the_scored_values_in_a_square() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 900};
    EvidenceMap averaged = new EvidenceMap(Grid.even(3, 3), values, scoredBut(9, 8)).averaged(3);
    assertThat(averaged.values()[4]).isCloseTo(36 / 8f, within(1e-5f));
    // Outside the border, the border's value is repeated once.
    assertThat(averaged.values()[0]).isCloseTo((4 * 1 + 2 * 2 + 2 * 4 + 5) / 9f, within(1e-5f));
    assertThat(averaged.scored()).isEqualTo(scoredBut(9, 8));
    assertThatThrownBy(() -> averaged.averaged(4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void smoothing_beside_a_margin_is_the_weighted_mean_of_the_scored() {
    boolean[] scored = {true, true, false};
    float[] smoothed =
        new EvidenceMap(Grid.even(1, 3), new float[] {2, 6, 100}, scored).smoothed(0.3).values();
    double far = weight(1, 0.3);
    assertThat((double) smoothed[1]).isCloseTo((6 + 2 * far) / (1 + far), within(1e-5));
  }

  @Property(tries = 60)
  void resizing_keeps_the_range_and_constants(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @IntRange(min = 1, max = 30) int newRows,
      @ForAll @IntRange(min = 1, max = 30) int newColumns,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    float lowest = 2;
    float highest = -1;
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
      lowest = Math.min(lowest, values[i]);
      highest = Math.max(highest, values[i]);
    }
    float[] resized =
        new EvidenceMap(Grid.even(rows, columns), values, new boolean[values.length])
            .on(Grid.even(newRows, newColumns));
    assertThat(resized).hasSize(newRows * newColumns);
    for (float value : resized) {
      assertThat(value).isBetween(lowest - 1e-6f, highest + 1e-6f);
    }
  }

  @Example
  void resizing_is_linear_between_the_middles_of_the_places() {
    float[] resized =
        new EvidenceMap(Grid.even(1, 2), new float[] {0, 8}, new boolean[2]).on(Grid.even(2, 8));
    assertThat(resized).containsExactly(0, 0, 1, 3, 5, 7, 8, 8, 0, 0, 1, 3, 5, 7, 8, 8);
  }

  @Example
  void resizing_to_the_same_size_keeps_the_bits() {
    float[] values = {1, 2, 3, 4};
    assertThat(new EvidenceMap(Grid.even(2, 2), values, new boolean[4]).on(Grid.even(2, 2)))
        .isEqualTo(values)
        .isNotSameAs(values);
  }

  @Example
  void a_perfect_restoration_has_no_error_and_a_spoilt_place_has_the_most() {
    Random random = new Random(1);
    float[] pixels = new float[3 * 32 * 40];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    Framed framed = new Framed(40, 32, pixels, new Content(0, 0, 40, 32));
    for (float error : ReconstructionError.map(framed, pixels.clone())) {
      assertThat(error).isCloseTo(0, within(1e-5f));
    }
    float[] spoilt = pixels.clone();
    for (int channel = 0; channel < 3; channel++) {
      spoilt[(channel * 32 + 20) * 40 + 30] = 1 - Math.round(pixels[(channel * 32 + 20) * 40 + 30]);
    }
    float[] map = ReconstructionError.map(framed, spoilt);
    int worst = 0;
    for (int i = 0; i < map.length; i++) {
      worst = map[i] > map[worst] ? i : worst;
      assertThat(map[i]).isGreaterThan(-1e-5f);
    }
    assertThat(worst).isEqualTo(20 * 40 + 30);
    assertThat(map[0]).isCloseTo(0, within(1e-5f));
  }

  private static double weight(int distance, double sigma) {
    return Math.abs(distance) > Math.ceil(3 * sigma)
        ? 0
        : Math.exp(-distance * distance / (2 * sigma * sigma));
  }

  private static boolean[] allScored(int length) {
    boolean[] scored = new boolean[length];
    Arrays.fill(scored, true);
    return scored;
  }

  private static boolean[] scoredBut(int length, int place) {
    boolean[] scored = allScored(length);
    scored[place] = false;
    return scored;
  }
}
