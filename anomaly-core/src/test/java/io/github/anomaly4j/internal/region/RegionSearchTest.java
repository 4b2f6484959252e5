package io.github.anomaly4j.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.anomaly4j.Region;
import io.github.anomaly4j.Region.Corner;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegionSearchTest {

  @Test
  void a_rectangle_is_one_region() {
    float[] values = new float[8 * 10];
    for (int row = 2; row < 5; row++) {
      for (int column = 3; column < 7; column++) {
        values[row * 10 + column] = 1 + row;
      }
    }

    List<Region> regions = new RegionSearch(100, 40, 8, 10, values).above(0.5);

    assertThat(regions)
        .containsExactly(
            new Region(
                30,
                10,
                40,
                15,
                600,
                0.15,
                50,
                17.5,
                35,
                22,
                5,
                4,
                "",
                List.of(
                    new Corner(30, 10),
                    new Corner(70, 10),
                    new Corner(70, 25),
                    new Corner(30, 25))));
  }

  @Test
  void the_highest_peak_comes_first() {
    float[] values = new float[9 * 9];
    values[0] = 1;
    values[80] = 3;
    values[44 - 4] = 2;

    assertThat(new RegionSearch(9, 9, 9, 9, values).above(0))
        .extracting(Region::peak)
        .containsExactly(3.0, 2.0, 1.0);
  }

  @Test
  void a_value_at_the_threshold_is_not_above_it() {
    assertThat(new RegionSearch(4, 4, 2, 2, new float[] {1, 1, 1, 1}).above(1)).isEmpty();
  }

  @Test
  void places_that_a_map_cannot_tell_apart_are_one_region() {
    float[] values = new float[256];
    values[10] = 1;
    values[15] = 1;
    values[30] = 1;

    assertThat(new RegionSearch(256, 1, 1, 256, values).above(0))
        .extracting(Region::x, Region::width)
        .containsExactly(tuple(10, 6), tuple(30, 1));
  }

  @Test
  void a_hole_is_part_of_its_region() {
    float[] values = new float[25];
    for (int i = 0; i < 25; i++) {
      values[i] = i / 5 % 4 == 0 || i % 5 % 4 == 0 ? 1 : 0;
    }

    List<Region> regions = new RegionSearch(5, 5, 5, 5, values).above(0.5);

    assertThat(regions).hasSize(1);
    assertThat(regions.get(0).area()).isEqualTo(25);
    assertThat(regions.get(0).contains(2, 2)).isTrue();
  }

  @Test
  void an_image_that_is_smaller_than_its_map_keeps_its_region() {
    float[] values = new float[64 * 64];
    values[33 * 64 + 33] = 1;

    Region region = new RegionSearch(8, 8, 64, 64, values).above(0).get(0);

    assertThat(region.area()).isEqualTo(1);
    assertThat(region.width()).isEqualTo(1);
    assertThat(region.x()).isEqualTo(4);
    assertThat(region.contains(4, 4)).isTrue();
  }

  /** Whatever the sizes of image and map are, and whatever the values. */
  @Property(tries = 1000)
  void a_region_is_within_its_image_and_its_contour_within_its_box(
      @ForAll @IntRange(min = 1, max = 100) int width,
      @ForAll @IntRange(min = 1, max = 100) int height,
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    float[] kinds = {0, 1, 1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN};
    for (int i = 0; i < values.length; i++) {
      values[i] = kinds[random.nextInt(kinds.length)];
    }
    for (Region region : new RegionSearch(width, height, rows, columns, values).above(0.5)) {
      int right = region.x() + region.width();
      int bottom = region.y() + region.height();
      assertThat(region.x()).isNotNegative();
      assertThat(region.y()).isNotNegative();
      assertThat(right).isLessThanOrEqualTo(width);
      assertThat(bottom).isLessThanOrEqualTo(height);
      assertThat(region.peakX()).isBetween(region.x(), right - 1);
      assertThat(region.peakY()).isBetween(region.y(), bottom - 1);
      assertThat(region.contour())
          .hasSizeGreaterThanOrEqualTo(4)
          .allMatch(
              corner ->
                  corner.x() >= region.x()
                      && corner.x() <= right
                      && corner.y() >= region.y()
                      && corner.y() <= bottom);
      for (int i = 0; i < region.contour().size(); i++) {
        Corner from = region.contour().get(i);
        Corner to = region.contour().get((i + 1) % region.contour().size());
        assertThat(from.x() == to.x() || from.y() == to.y()).isTrue();
      }
      assertThat(
              IntStream.range(0, region.width() * region.height())
                  .anyMatch(
                      i ->
                          region.contains(
                              region.x() + i % region.width(), region.y() + i / region.width())))
          .isTrue();
    }
  }

  /** What lies in the contours is what is above the threshold, and all that this encloses. */
  @Property(tries = 300)
  void contours_hold_the_places_and_what_they_enclose(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double share,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    boolean[] marked = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
      marked[i] = values[i] > share;
    }
    Places filled = new Places(rows, columns, marked).filled();

    List<Region> regions = new RegionSearch(columns, rows, rows, columns, values).above(share);

    long area = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int px = x;
        int py = y;
        long holding = regions.stream().filter(region -> region.contains(px, py)).count();
        assertThat(holding).isEqualTo(filled.at(y, x) ? 1 : 0);
        area += holding;
      }
    }
    assertThat(regions.stream().mapToLong(Region::area).sum()).isEqualTo(area);
    assertThat(regions).hasSize(filled.components().size());
  }

  @Property(tries = 100)
  void closing_fills_narrow_gaps_alone(
      @ForAll @IntRange(min = 1, max = 3) int reach, @ForAll @IntRange(min = 1, max = 9) int gap) {
    boolean[] marked = new boolean[40];
    marked[15] = true;
    marked[16 + gap] = true;

    Places closed = new Places(1, 40, marked).closed(reach);

    assertThat(closed.components()).hasSize(gap <= 2 * reach ? 1 : 2);
    assertThat(closed.at(0, 14)).isFalse();
  }

  @Property(tries = 100)
  void closing_marks_nothing_beyond_the_outermost_places(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = 0, max = 4) int reach,
      @ForAll long seed) {
    Random random = new Random(seed);
    boolean[] marked = new boolean[rows * columns];
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      marked[random.nextInt(marked.length)] = true;
    }
    boolean[] closed = new Places(rows, columns, marked).closed(reach).marked();

    for (int i = 0; i < marked.length; i++) {
      assertThat(closed[i]).isIn(marked[i], true);
    }
    assertThat(extremes(closed, columns)).isEqualTo(extremes(marked, columns));
  }

  private static List<Integer> extremes(boolean[] marked, int columns) {
    int[] all = IntStream.range(0, marked.length).filter(i -> marked[i]).toArray();
    return List.of(
        IntStream.of(all).map(i -> i / columns).min().orElseThrow(),
        IntStream.of(all).map(i -> i / columns).max().orElseThrow(),
        IntStream.of(all).map(i -> i % columns).min().orElseThrow(),
        IntStream.of(all).map(i -> i % columns).max().orElseThrow());
  }
}
