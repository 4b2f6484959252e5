package io.github.anomaly4j.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.common.primitives.Floats;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a coarser map marks beside a map. */
class CoarseRegionsTest {
  private static final float NONE = Float.NEGATIVE_INFINITY;
  private static final double THRESHOLD = 3;

  /** One row: noise about 0, and a bump of height 2 from 4 to 6, below the threshold. */
  private static final float[] BUMP = {0, 0.1f, 0, 0.2f, 1.5f, 2, 1.2f, 0.3f, 0, 0};

  private static final float[] COARSE = {0, 0, 0, 4, 5, 6, 5, 4, 0, 0};

  private static float[] marks(float[] values, float[] coarse, boolean[] scored) {
    return CoarseRegions.marks(values, coarse, scored, 1, values.length, THRESHOLD);
  }

  private static boolean[] all(int count) {
    boolean[] all = new boolean[count];
    Arrays.fill(all, true);
    return all;
  }

  @Test
  void a_region_that_only_the_coarse_map_finds_ends_at_half_of_the_height_of_the_map() {
    assertThat(marks(BUMP, COARSE, all(10)))
        .containsExactly(NONE, NONE, NONE, NONE, 5, 6, 5, NONE, NONE, NONE);
  }

  @Test
  void what_does_not_count_neither_is_marked_nor_moves_the_middle() {
    float[] values = new float[30];
    float[] coarse = new float[30];
    boolean[] scored = new boolean[30];
    Arrays.fill(values, -50);
    Arrays.fill(coarse, 9);
    System.arraycopy(BUMP, 0, values, 0, 10);
    System.arraycopy(COARSE, 0, coarse, 0, 10);
    Arrays.fill(scored, 0, 10, true);
    float[] marks = marks(values, coarse, scored);
    assertThat(Arrays.copyOf(marks, 10)).isEqualTo(marks(BUMP, COARSE, all(10)));
    assertThat(Arrays.copyOfRange(marks, 10, 30)).containsOnly(NONE);
  }

  @Test
  void a_large_map_of_equal_values_takes_no_longer_than_another() {
    int side = 2048;
    float[] values = new float[side * side];
    float[] coarse = new float[values.length];
    coarse[0] = 4;
    float[] marks =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> CoarseRegions.marks(values, coarse, all(values.length), side, side, THRESHOLD));
    assertThat(marks[0]).isEqualTo(4);
    assertThat(marks[1]).isEqualTo(NONE);
  }

  /** Four rows of six columns. */
  @Provide
  Arbitrary<float[]> maps() {
    return Arbitraries.floats().between(-9, 9).array(float[].class).ofSize(24);
  }

  @Property
  void without_a_place_of_the_coarse_map_above_the_threshold_nothing_is_marked(
      @ForAll("maps") float[] values, @ForAll("maps") float[] coarse) {
    assertThat(CoarseRegions.marks(values, coarse, all(24), 4, 6, Floats.max(coarse))).isEmpty();
  }

  @Property
  void every_region_of_the_coarse_map_has_its_highest_place_marked_and_nothing_else_is(
      @ForAll("maps") float[] values, @ForAll("maps") float[] coarse) {
    float[] marks = CoarseRegions.marks(values, coarse, all(24), 4, 6, THRESHOLD);
    boolean[] above = new boolean[24];
    for (int i = 0; i < 24; i++) {
      above[i] = coarse[i] > THRESHOLD;
    }
    for (int[] region : new Places(4, 6, above).components()) {
      int highest =
          Arrays.stream(region)
              .reduce((one, other) -> values[other] > values[one] ? other : one)
              .orElseThrow();
      assertThat(marks[highest]).isEqualTo(coarse[highest]);
    }
    for (int i = 0; i < marks.length; i++) {
      assertThat(marks[i] == NONE || (above[i] && marks[i] == coarse[i])).isTrue();
    }
  }
}
