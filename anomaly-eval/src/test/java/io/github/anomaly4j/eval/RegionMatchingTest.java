package io.github.anomaly4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.eval.RegionFigures.Found;
import io.github.anomaly4j.internal.region.Places;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionMatchingTest {
  private static final int SIDE = 100;

  /** Regions that cover rectangles of x, y, width and height. */
  private static List<Region> regions(int[]... boxes) {
    float[] map = new float[SIDE * SIDE];
    for (int[] box : boxes) {
      for (int i = 0; i < map.length; i++) {
        map[i] = Math.max(map[i], in(box, i) ? 1 : 0);
      }
    }
    return new AnomalyMap(SIDE, SIDE, SIDE, SIDE, map).regions(0.5);
  }

  private static Places truth(int[]... boxes) {
    boolean[] defective = new boolean[SIDE * SIDE];
    for (int[] box : boxes) {
      for (int i = 0; i < defective.length; i++) {
        defective[i] |= in(box, i);
      }
    }
    return new Places(SIDE, SIDE, defective);
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
    Places long10 = truth(box(10, 10, 10, 1));
    assertThat(RegionMatching.defective(regions(box(19, 10, 5, 5)), long10).all())
        .isEqualTo(new Found(1, 1));
    Places long11 = truth(box(9, 10, 11, 1));
    RegionFigures missed = RegionMatching.defective(regions(box(19, 10, 5, 5)), long11);
    assertThat(missed.all()).isEqualTo(new Found(0, 1));
    assertThat(missed.falseInDefective()).as("it touches the defect").isZero();
  }

  @Test
  void each_defect_counts_by_its_size_and_regions_beside_them_are_false() {
    RegionFigures figures =
        RegionMatching.defective(
            regions(box(0, 0, 3, 3), box(40, 40, 10, 10), box(80, 20, 4, 4)),
            truth(box(0, 0, 3, 3), box(40, 40, 9, 9), box(60, 60, 20, 20)));
    assertThat(figures.small()).isEqualTo(new Found(1, 1));
    assertThat(figures.medium()).isEqualTo(new Found(1, 1));
    assertThat(figures.large()).isEqualTo(new Found(0, 1));
    assertThat(figures.falseInDefective()).isEqualTo(1);
    assertThat(figures.falsePerNormal()).isNaN();
  }

  @Test
  void every_region_of_a_normal_image_is_false() {
    RegionFigures figures =
        RegionFigures.sum(
            List.of(
                RegionMatching.normal(regions(box(0, 0, 3, 3), box(40, 40, 10, 10))),
                RegionMatching.normal(List.of())));
    assertThat(figures.normal()).isEqualTo(2);
    assertThat(figures.normalMarked()).isEqualTo(1);
    assertThat(figures.falsePerNormal()).isEqualTo(1);
    assertThat(figures.all()).isEqualTo(Found.NONE);
  }
}
