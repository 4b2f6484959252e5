package io.github.anomaly4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.metric.RegionFigures.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RegionFiguresTest {
  private static final int SIDE = 100;

  private static RegionFigures figures(int[][] regions, int[][] defects) {
    boolean[] defective = new boolean[SIDE * SIDE];
    int[] regionAt = new int[defective.length];
    for (int i = 0; i < regionAt.length; i++) {
      int pixel = i;
      defective[i] = Arrays.stream(defects).anyMatch(box -> in(box, pixel));
      regionAt[i] = RegionFigures.NO_REGION;
      for (int region = 0; region < regions.length; region++) {
        regionAt[i] = in(regions[region], i) ? region : regionAt[i];
      }
    }
    return RegionFigures.defective(SIDE, SIDE, defective, regions.length, regionAt);
  }

  private static int[][] all(int[]... boxes) {
    return boxes;
  }

  private static boolean in(int[] box, int i) {
    int x = i % SIDE - box[0];
    int y = i / SIDE - box[1];
    return x >= 0 && x < box[2] && y >= 0 && y < box[3];
  }

  private static int[] box(int x, int y, int width, int height) {
    return new int[] {x, y, width, height};
  }

  @Test
  void a_defect_is_found_if_a_tenth_of_it_is_covered() {
    int[][] region = all(box(19, 10, 5, 5));
    assertThat(figures(region, all(box(10, 10, 10, 1))).all()).isEqualTo(new Found(1, 1));
    RegionFigures missed = figures(region, all(box(9, 10, 11, 1)));
    assertThat(missed.all()).isEqualTo(new Found(0, 1));
    assertThat(missed.falseInDefective()).as("it touches the defect").isZero();
  }

  @Test
  void each_defect_counts_by_its_size_and_regions_beside_them_are_false() {
    RegionFigures figures =
        figures(
            all(box(0, 0, 3, 3), box(40, 40, 10, 10), box(80, 20, 4, 4)),
            all(box(0, 0, 3, 3), box(40, 40, 9, 9), box(60, 60, 20, 20)));
    assertThat(figures.small()).isEqualTo(new Found(1, 1));
    assertThat(figures.medium()).isEqualTo(new Found(1, 1));
    assertThat(figures.large()).isEqualTo(new Found(0, 1));
    assertThat(figures.falseInDefective()).isEqualTo(1);
    assertThat(figures.falsePerNormal()).isNaN();
  }

  @Property(tries = 300)
  void figures_are_those_of_a_count_pixel_by_pixel(
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 15) int height,
      @ForAll @IntRange(max = 4) int regions,
      @ForAll @DoubleRange(min = 0, max = 0.6) double density,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] defective = new boolean[width * height];
    int[] regionAt = new int[defective.length];
    for (int i = 0; i < regionAt.length; i++) {
      defective[i] = random.nextDouble() < density;
      regionAt[i] = random.nextInt(4) > 0 ? RegionFigures.NO_REGION : random.nextInt(-1, regions);
    }
    int[] labels = PixelMetricsTest.labels(width, height, defective);
    Found large = Found.NONE;
    Found medium = Found.NONE;
    for (int label = 1; label <= labels.length; label++) {
      int size = 0;
      int covered = 0;
      for (int i = 0; i < labels.length; i++) {
        size += labels[i] == label ? 1 : 0;
        covered += labels[i] == label && regionAt[i] >= 0 ? 1 : 0;
      }
      Found one = size == 0 ? Found.NONE : new Found(10 * covered >= size ? 1 : 0, 1);
      boolean hundredth = 100 * size >= labels.length;
      large = large.plus(hundredth ? one : Found.NONE);
      medium = medium.plus(hundredth ? Found.NONE : one);
    }
    int wrong = 0;
    for (int region = 0; region < regions; region++) {
      int number = region;
      wrong +=
          IntStream.range(0, labels.length).anyMatch(i -> regionAt[i] == number && defective[i])
              ? 0
              : 1;
    }
    // A defect of less than a thousandth has no pixel in so small an image.
    assertThat(RegionFigures.defective(width, height, defective, regions, regionAt))
        .isEqualTo(new RegionFigures(Found.NONE, medium, large, wrong, 0, 0, 0));
  }

  @Property
  void a_sum_is_that_of_each_figure_in_any_order(
      @ForAll @Size(max = 6) List<@IntRange(max = 9) Integer> numbers, @ForAll Random random) {
    List<RegionFigures> images = new ArrayList<>();
    for (int n : numbers) {
      Found found = new Found(n, 2 * n);
      images.add(new RegionFigures(found, found.plus(found), found, n, 3 * n, n, 5 * n));
    }
    Collections.shuffle(images, random);
    int all = numbers.stream().mapToInt(n -> n).sum();
    assertThat(RegionFigures.sum(images))
        .isEqualTo(
            new RegionFigures(
                new Found(all, 2 * all),
                new Found(2 * all, 4 * all),
                new Found(all, 2 * all),
                all,
                3 * all,
                all,
                5 * all));
    assertThat(RegionFigures.sum(images).all()).isEqualTo(new Found(4 * all, 8 * all));
  }

  @Test
  void arrays_of_another_size_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionFigures.defective(2, 3, new boolean[6], 0, new int[5]))
        .withMessage("6 and 5 values for 2 x 3 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionFigures.defective(2, 3, new boolean[5], 0, new int[5]));
  }

  @Test
  void a_defect_of_a_thousandth_is_medium_and_of_a_hundredth_large() {
    assertThat(figures(all(), all(box(0, 0, 9, 1))).small().defects()).isEqualTo(1);
    assertThat(figures(all(), all(box(0, 0, 10, 1))).medium().defects()).isEqualTo(1);
    assertThat(figures(all(), all(box(0, 0, 99, 1))).medium().defects()).isEqualTo(1);
    assertThat(figures(all(), all(box(0, 0, 100, 1))).large().defects()).isEqualTo(1);
  }

  @Test
  void every_region_of_a_normal_image_is_false() {
    RegionFigures figures =
        RegionFigures.sum(List.of(RegionFigures.normal(2), RegionFigures.normal(0)));
    assertThat(figures.normal()).isEqualTo(2);
    assertThat(figures.normalMarked()).isEqualTo(1);
    assertThat(RegionFigures.normal(2).normalMarked()).isEqualTo(1);
    assertThat(figures.falsePerNormal()).isEqualTo(1);
    assertThat(figures.all()).isEqualTo(Found.NONE);
  }
}
