package io.github.anomaly4j.internal.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.anomaly4j.Region;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.region.RegionSearch;
import io.github.anomaly4j.spi.Grid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InspectedAreaTest {
  /** The left half of 8 x 4 pixels, of which one column has a name and a threshold. */
  private final InspectedArea left =
      InspectedArea.of(
          Areas.of(8, 4)
              .include(Shape.box(0, 0, 4, 4))
              .include("edge", Shape.box(0, 0, 1, 4), 5)
              .build());

  @Test
  void what_is_not_inspected_gets_the_mean_color_of_the_rest() {
    float[] rgb = new float[3 * 32];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i % 8 < 4 ? i % 2 * 0.5f : 0.9f;
    }
    float[] filled = left.filled(Image.of(8, 4, rgb)).toArray();
    for (int i = 0; i < rgb.length; i++) {
      assertThat(filled[i]).isEqualTo(i % 8 < 4 ? rgb[i] : 0.25f);
    }
  }

  @Test
  void cells_of_a_grid_count_if_half_of_them_is_inspected() {
    assertThat(left.on(Grid.even(1, 2))).containsExactly(true, false);
    assertThat(left.on(Grid.even(1, 3)))
        .as("the middle one is half")
        .containsExactly(true, true, false);
    assertThat(left.on(Grid.even(2, 1))).containsExactly(true, true);
    InspectedArea corner = InspectedArea.of(Areas.of(8, 4).include(Shape.box(7, 3, 1, 1)).build());
    assertThat(corner.on(Grid.even(1, 2))).as("the best there is").containsExactly(false, true);
  }

  @Test
  void it_moves_with_the_image() {
    InspectedArea moved = left.moved(image -> Shift.by(image, 2, 0));
    assertThat(moved.on(Grid.even(1, 8)))
        .containsExactly(true, true, true, true, true, true, false, false);
  }

  @Test
  void a_map_is_lowest_where_nothing_is_looked_at_and_moved_where_the_threshold_is_another() {
    float[] values = new float[32];
    Arrays.fill(values, 2);
    values[3] = 1;
    values[6] = 9;
    left.apply(values, 4, 8, 4);
    assertThat(Arrays.copyOf(values, 8)).containsExactly(1, 2, 2, 1, 1, 1, 1, 1);
    assertThat(left.nameAt(0, 2)).isEqualTo("edge");
    assertThat(left.nameAt(2, 2)).isEmpty();
  }

  @Test
  void it_comes_back_from_a_file_and_damaged_ones_are_refused() {
    InspectedArea again = InspectedArea.of(left.content(), left.packed());
    assertThat(again.packed()).isEqualTo(left.packed());
    assertThat(again.nameAt(0, 0)).isEqualTo("edge");
    for (InspectedArea.Content wrong :
        List.of(
            new InspectedArea.Content(8, 3, left.content().special()),
            new InspectedArea.Content(8, 5, left.content().special()),
            new InspectedArea.Content(-1, 4, List.of()),
            new InspectedArea.Content(1 << 20, 1 << 20, List.of()),
            new InspectedArea.Content(8, 4, List.of()))) {
      assertThatThrownBy(() -> InspectedArea.of(wrong, left.packed()))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int[] wrong :
        List.of(
            new int[] {32},
            new int[] {32, 0},
            new int[] {32, 4},
            new int[] {32, -1},
            new int[] {-32, 1, 64, 1},
            new int[] {0, 1, 32, 1},
            new int[] {Integer.MAX_VALUE, 1, Integer.MAX_VALUE, 1, 34, 1},
            new int[] {33, 1})) {
      ByteBuffer packed = ByteBuffer.allocate(4 * wrong.length);
      packed.asIntBuffer().put(wrong);
      assertThatThrownBy(() -> InspectedArea.of(left.content(), packed.array()))
          .as("%s", Arrays.toString(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new InspectedArea.Special("a", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_ignored_is_not_marked_even_if_all_the_rest_is() {
    float[] values = new float[32];
    Arrays.fill(values, 9);
    left.apply(values, 4, 8, 4.2);
    assertThat(new RegionSearch(8, 4, 4, 8, values).above(4.2))
        .extracting(Region::x, Region::width)
        .containsExactly(tuple(0, 4));
  }

  /** Cells of any grid count the pixels that are looked at one by one. */
  @Property(tries = 100)
  void a_cell_counts_if_half_of_its_pixels_is_looked_at(
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 3) int side,
      @ForAll long seed) {
    float[] white = new float[width * side * height * side];
    Random random = new Random(seed);
    for (int i = 0; i < white.length; i++) {
      white[i] = random.nextInt(2);
    }
    white[0] = 1;
    Mask mask = Mask.of(width * side, height * side, white);
    boolean[] expected = new boolean[width * height];
    boolean any = false;
    for (int i = 0; i < expected.length; i++) {
      int count = 0;
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          count += mask.at(i % width * side + x, i / width * side + y) > 0 ? 1 : 0;
        }
      }
      expected[i] = 2 * count >= side * side;
      any |= expected[i];
    }
    Assume.that(any);
    assertThat(InspectedArea.of(Areas.of(mask)).on(Grid.even(height, width))).isEqualTo(expected);
  }
}
