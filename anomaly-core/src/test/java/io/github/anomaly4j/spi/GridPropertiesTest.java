package io.github.anomaly4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.Grid.Axis;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GridPropertiesTest {

  @Example
  void a_value_stands_in_the_middle_of_its_cell() {
    Grid grid = Grid.even(2, 4);
    assertThat(grid.rows().middle(1)).isEqualTo(0.75);
    assertThat(grid.columns().middle(0)).isEqualTo(0.125);
    assertThat(grid.cells()).isEqualTo(8);
  }

  @Example
  void two_by_two_pixels_make_the_cells_of_half_the_size() {
    assertThat(Grid.even(6, 8).halved()).isEqualTo(Grid.even(3, 4));
    // Of five pixels the last is in no cell: the two cells do not reach the edge.
    Axis halved = Axis.even(5).halved();
    assertThat(halved.cells()).isEqualTo(2);
    assertThat(halved.middle(0)).isCloseTo(0.2, within(1e-12));
    assertThat(halved.middle(1)).isCloseTo(0.6, within(1e-12));
  }

  @Example
  void windows_stand_at_their_middles() {
    // Of seven pixels in steps of two with three zeros around: the first has pixel 0 in its middle.
    Axis stem = Axis.even(8).windows(7, 2, 3, 4);
    assertThat(stem.first()).isEqualTo(0.5 / 8);
    assertThat(stem.step()).isEqualTo(2.0 / 8);
    // With "same" padding the odd zero is after the end: pixels 0 to 2 are the first window.
    Axis same = Axis.even(8).sameWindows(3, 2);
    assertThat(same.cells()).isEqualTo(4);
    assertThat(same.first()).isEqualTo(1.5 / 8);
    assertThat(Axis.even(8).sameWindows(3, 1)).isEqualTo(Axis.even(8));
  }

  @Example
  void what_is_made_of_two_maps_lies_between_them() {
    Grid left = new Grid(Axis.even(4), Axis.even(8).windows(1, 2, 0, 4));
    Grid right = new Grid(Axis.even(4), Axis.even(8).windows(3, 2, 0, 4));
    Grid one = Grid.even(1, 1);
    Grid between = Grid.between(List.of(one, left, right)).orElseThrow();
    assertThat(between.columns().first()).isEqualTo(1.0 / 8);
    assertThat(between.rows()).isEqualTo(Axis.even(4));
    assertThat(Grid.between(List.of())).isEmpty();
  }

  @Property(tries = 200)
  void a_slope_of_the_image_is_read_where_it_is_whichever_frames_the_grids_lie_in(
      @ForAll @IntRange(min = 8, max = 400) int width,
      @ForAll @IntRange(min = 8, max = 400) int height,
      @ForAll @IntRange(min = 2, max = 12) int fewer,
      @ForAll @IntRange(min = 2, max = 30) int more) {
    Image image = Image.filled(width, height, 0, 0, 0);
    Grid from = new Letterbox(96, 64).fit(image).grid(fewer, fewer);
    Grid to = new Letterbox(40, 72).fit(image).grid(more, more);
    float[] slope = new float[2 * from.cells()];
    for (int i = 0; i < from.cells(); i++) {
      slope[2 * i] = (float) from.columns().middle(i % fewer);
      slope[2 * i + 1] = (float) from.rows().middle(i / fewer);
    }
    float[] read = Bilinear.between(from, to).apply(slope, 2);
    for (int i = 0; i < to.cells(); i++) {
      assertThat((double) read[2 * i])
          .isCloseTo(held(to.columns().middle(i % more), from.columns()), within(1e-4));
      assertThat((double) read[2 * i + 1])
          .isCloseTo(held(to.rows().middle(i / more), from.rows()), within(1e-4));
    }
  }

  private static double held(double place, Axis axis) {
    return Math.max(axis.first(), Math.min(axis.middle(axis.cells() - 1), place));
  }

  @Property(tries = 300)
  void values_count_where_they_stand_in_the_image_and_one_always_does(
      @ForAll @IntRange(min = 1, max = 2000) int width,
      @ForAll @IntRange(min = 1, max = 2000) int height) {
    Framed framed = new Letterbox(64, 48).fit(Image.filled(width, height, 0, 0, 0));
    boolean[] inside = framed.grid(6, 8).inside();
    int count = 0;
    for (int cell = 0; cell < inside.length; cell++) {
      double x = 8 * (cell % 8) + 4 - framed.content().x();
      double y = 8 * (cell / 8) + 4 - framed.content().y();
      boolean shown =
          x >= 0 && x < framed.content().width() && y >= 0 && y < framed.content().height();
      if (shown) {
        assertThat(inside[cell]).isTrue();
      } else if (framed.content().width() >= 8 && framed.content().height() >= 8) {
        assertThat(inside[cell]).isFalse();
      }
      count += inside[cell] ? 1 : 0;
    }
    assertThat(count).isPositive();
  }

  @Example
  void values_of_another_number_and_axes_that_lead_nowhere_are_refused() {
    Bilinear bilinear = Bilinear.between(Grid.even(2, 2), Grid.even(4, 4));
    assertThatThrownBy(() -> bilinear.apply(new float[5], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 values for 4 places");
    assertThatThrownBy(() -> new Axis(3, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Axis.even(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
