package io.github.anomaly4j.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeatmapTest {
  private static final int SIDE = 40;
  private static final Image GRAY = Image.filled(SIDE, SIDE, 0.5f, 0.5f, 0.5f);

  /** Areas may ignore all but a hundredth of an image: the rest of its map is lowest. */
  @Test
  void only_what_is_above_the_lowest_value_is_among_the_highest() {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < 16; i++) {
      values[(10 + i / 4) * SIDE + 20 + i % 4] = 1 + i;
    }
    AnomalyMap map = new AnomalyMap(SIDE, SIDE, SIDE, SIDE, values);
    assertThat(changed(Heatmap.drawHighest(GRAY, map))).hasSize(16);
    assertThat(changed(Heatmap.outlineHighest(GRAY, map))).isNotEmpty().hasSizeLessThan(17);
  }

  @Test
  void a_map_of_infinite_values_is_drawn() {
    float[] values = new float[SIDE * SIDE];
    values[500] = Float.POSITIVE_INFINITY;
    AnomalyMap map = new AnomalyMap(SIDE, SIDE, SIDE, SIDE, values);
    assertThat(changed(Heatmap.draw(GRAY, map, 1))).isNotEmpty().hasSizeLessThan(20);
  }

  private static List<Integer> changed(BufferedImage drawn) {
    BufferedImage plain = GRAY.toBufferedImage();
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < SIDE * SIDE; i++) {
      if (drawn.getRGB(i % SIDE, i / SIDE) != plain.getRGB(i % SIDE, i / SIDE)) {
        changed.add(i);
      }
    }
    return changed;
  }
}
