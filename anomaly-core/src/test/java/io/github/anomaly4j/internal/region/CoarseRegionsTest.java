package io.github.anomaly4j.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.common.primitives.Floats;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a coarser map marks in a finer one. */
class CoarseRegionsTest {
  private static final double THRESHOLD = 3;

  /** One row: noise about 0, and a bump of height 2 from 4 to 6, below the threshold. */
  private static float[] bump() {
    return new float[] {0, 0.1f, 0, 0.2f, 1.5f, 2, 1.2f, 0.3f, 0, 0};
  }

  @Test
  void a_region_that_only_the_coarse_map_finds_is_marked_at_half_of_its_height() {
    float[] values = bump();
    CoarseRegions.mark(values, new float[] {0, 0, 0, 4, 5, 6, 5, 4, 0, 0}, 1, 10, THRESHOLD);
    boolean[] marked = new boolean[10];
    for (int i = 0; i < 10; i++) {
      marked[i] = values[i] > THRESHOLD;
    }
    assertThat(marked)
        .containsExactly(false, false, false, false, true, true, true, false, false, false);
    assertThat(values[5]).isGreaterThan(values[4]).isLessThan((float) THRESHOLD + 0.01f);
    assertThat(values[4]).isGreaterThan(values[6]);
  }

  @Test
  void what_the_map_itself_finds_stays_the_highest() {
    float[] values = bump();
    values[5] = 8;
    CoarseRegions.mark(values, new float[] {0, 0, 0, 4, 5, 6, 5, 4, 0, 0}, 1, 10, THRESHOLD);
    assertThat(values[5]).isEqualTo(8);
    assertThat(values[4]).isEqualTo(1.5f);
  }

  @Test
  void a_large_map_of_equal_values_takes_no_longer_than_another() {
    float[] values = new float[1024 * 1024];
    float[] coarse = new float[values.length];
    coarse[0] = 4;
    assertTimeout(
        Duration.ofSeconds(5), () -> CoarseRegions.mark(values, coarse, 1024, 1024, THRESHOLD));
    assertThat(values[0]).isGreaterThan((float) THRESHOLD);
    assertThat(values[1]).isZero();
  }

  /** Four rows of six columns. */
  @Provide
  Arbitrary<float[]> maps() {
    return Arbitraries.floats().between(-9, 9).array(float[].class).ofSize(24);
  }

  @Property
  void without_a_place_of_the_coarse_map_above_the_threshold_nothing_changes(
      @ForAll("maps") float[] values, @ForAll("maps") float[] coarse) {
    float[] after = values.clone();
    CoarseRegions.mark(after, coarse, 4, 6, Floats.max(coarse));
    assertThat(after).isEqualTo(values);
  }

  @Property
  void every_region_of_the_coarse_map_has_a_marked_place_and_nothing_else_changes(
      @ForAll("maps") float[] values, @ForAll("maps") float[] coarse) {
    float[] after = values.clone();
    CoarseRegions.mark(after, coarse, 4, 6, THRESHOLD);
    boolean[] above = new boolean[24];
    for (int i = 0; i < 24; i++) {
      above[i] = coarse[i] > THRESHOLD;
    }
    Places regions = new Places(4, 6, above).filled();
    for (int[] region : regions.components()) {
      assertThat(Arrays.stream(region).anyMatch(i -> after[i] > THRESHOLD)).isTrue();
    }
    for (int i = 0; i < 24; i++) {
      assertThat(after[i]).isGreaterThanOrEqualTo(values[i]);
      if (!regions.marked()[i]) {
        assertThat(after[i]).isEqualTo(values[i]);
      }
    }
  }
}
