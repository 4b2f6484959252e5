package io.github.anomaly4j.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.metric.RegionFigures.Found;
import java.util.Arrays;
import java.util.List;
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

  @Test
  void every_region_of_a_normal_image_is_false() {
    RegionFigures figures =
        RegionFigures.sum(List.of(RegionFigures.normal(2), RegionFigures.normal(0)));
    assertThat(figures.normal()).isEqualTo(2);
    assertThat(figures.normalMarked()).isEqualTo(1);
    assertThat(figures.falsePerNormal()).isEqualTo(1);
    assertThat(figures.all()).isEqualTo(Found.NONE);
  }
}
