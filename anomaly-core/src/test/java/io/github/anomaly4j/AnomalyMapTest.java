package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class AnomalyMapTest {

  @Test
  void a_map_of_the_images_size_keeps_its_values() {
    float[] values = {1, 2, 3, 4, 5, 6};
    AnomalyMap map = new AnomalyMap(3, 2, 3, 2, values);
    assertThat(map.toArray()).isEqualTo(values);
    assertThat(map.at(2, 1)).isEqualTo(6);
    assertThat(map.max()).isEqualTo(6);
  }

  @Test
  void a_stretched_map_is_linear_between_the_middles_of_its_cells() {
    AnomalyMap map = new AnomalyMap(8, 1, 2, 1, new float[] {0, 8});
    assertThat(map.toArray()).containsExactly(0, 0, 1, 3, 5, 7, 8, 8);
  }

  @Test
  void the_array_holds_what_at_gives() {
    AnomalyMap map = new AnomalyMap(7, 5, 3, 2, new float[] {1, -2, 3, 0, 9, 4});
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        assertThat(map.at(x, y)).isEqualTo(map.toArray()[y * 7 + x]).isLessThanOrEqualTo(map.max());
      }
    }
  }

  @Test
  void a_pixel_outside_is_refused() {
    AnomalyMap map = new AnomalyMap(7, 5, 3, 2, new float[6]);
    for (int[] place : new int[][] {{-1, 0}, {0, -1}, {7, 0}, {0, 5}}) {
      assertThatThrownBy(() -> map.at(place[0], place[1]))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("7 x 5");
    }
  }

  @Test
  void a_grey_image_goes_from_black_to_white_and_no_further() {
    AnomalyMap map = new AnomalyMap(4, 1, 4, 1, new float[] {-5, 1, 2, 9});
    BufferedImage gray = map.toBufferedImage(1, 3);
    int[] levels = gray.getRaster().getSamples(0, 0, 4, 1, 0, (int[]) null);
    assertThat(levels).containsExactly(0, 0, 128, 255);
  }
}
