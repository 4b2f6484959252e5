package io.github.anomaly4j.spi;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The positions of the values of a map, as fractions of the sides of its image. Every map of the
 * library has a grid, and values go from one grid to another by positions in the image, so that a
 * place of the image is at the same place in all maps.
 *
 * @param rows positions of the rows, from the upper edge
 * @param columns positions of the columns, from the left edge
 */
public record Grid(Axis rows, Axis columns) {

  /**
   * Cells of equal size that fill an image, each value at the center of its cell, as for pixels.
   */
  public static Grid even(int rows, int columns) {
    return new Grid(Axis.even(rows), Axis.even(columns));
  }

  /** The same with both axes {@linkplain Axis#centered() centered}. */
  public Grid centered() {
    return new Grid(rows.centered(), columns.centered());
  }

  /** One value for each two by two values of this grid. */
  public Grid halved() {
    return new Grid(rows.halved(), columns.halved());
  }

  /**
   * The grid of a map that a network computes from several maps value by value, such as by
   * addition: the mean of the grids that have the most values; coarser maps are assumed to be
   * repeated.
   *
   * @return empty if there are none
   */
  public static Optional<Grid> between(List<Grid> grids) {
    return grids.stream()
        .max(Comparator.comparingInt(Grid::cells))
        .map(
            finest -> {
              List<Grid> alike = grids.stream().filter(finest::hasShapeOf).toList();
              return new Grid(
                  Axis.between(alike.stream().map(Grid::rows).toList()),
                  Axis.between(alike.stream().map(Grid::columns).toList()));
            });
  }

  /** Whether the other grid has as many rows and as many columns. */
  public boolean hasShapeOf(Grid other) {
    return rows.cells() == other.rows.cells() && columns.cells() == other.columns.cells();
  }

  /** How many values there are. */
  public int cells() {
    return rows.cells() * columns.cells();
  }

  /**
   * Which values are in the image and not in the margins of its frame; if the image is too narrow
   * to contain any, those that are nearest to its center.
   *
   * @return {@code [rows, columns]}
   */
  public boolean[] inside() {
    boolean[] inRow = rows.inside();
    boolean[] inColumn = columns.inside();
    boolean[] inside = new boolean[cells()];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = inRow[i / inColumn.length] && inColumn[i % inColumn.length];
    }
    return inside;
  }

  /**
   * The positions of the values along one side of a grid, as fractions of the side of the image or
   * frame that the grid covers: 0 is the left or upper edge, 1 the right or lower one, and value
   * {@code i} is at {@code first + i * step}.
   *
   * @param cells how many values there are, at least 1
   * @param first position of the first value; outside [0, 1] if it is in padding or in a margin
   * @param step distance from one value to the next, above 0
   */
  public record Axis(int cells, double first, double step) {
    /** A center this near to an edge counts as on it, because positions are rounded. */
    private static final double ROUNDING = 1e-9;

    /** Checks the ranges. */
    public Axis {
      checkArgument(
          cells > 0 && Double.isFinite(first) && step > 0 && Double.isFinite(step),
          "%s values from %s in steps of %s",
          cells,
          first,
          step);
    }

    /**
     * Cells of equal size that fill the side, each value at the center of its cell, as for pixels.
     */
    public static Axis even(int cells) {
      checkArgument(cells > 0, "%s cells", cells);
      return new Axis(cells, 0.5 / cells, 1.0 / cells);
    }

    /** The position of a value. */
    public double middle(int cell) {
      return first + cell * step;
    }

    /**
     * The axis of the outputs of windows over this one, such as those of a convolution: each output
     * is at the center of its window.
     *
     * @param size of a window in values of this axis, including the holes of a dilated one
     * @param stride from one window to the next
     * @param before how many values before this axis the first window begins
     * @param count of windows
     */
    public Axis windows(int size, int stride, int before, int count) {
      return new Axis(count, first + step * ((size - 1) / 2.0 - before), step * stride);
    }

    /**
     * The same values, moved so that both edges are equally far. Networks are trained on images
     * that are mirrored at random, so they learn weights that treat both sides alike, wherever the
     * padding puts the first window.
     */
    public Axis centered() {
      return Math.abs(cells * step - 1) < ROUNDING
          ? even(cells)
          : new Axis(cells, (1 - (cells - 1) * step) / 2, step);
    }

    /** Windows of two adjacent values; with an odd number of values, the last one is left out. */
    public Axis halved() {
      return windows(2, 2, 0, cells / 2);
    }

    /**
     * Windows with "same" padding, of which an odd value goes after the end: as many windows as
     * {@code cells / stride}, rounded up.
     *
     * @param size of a window, including the holes of a dilated one
     * @param stride from one window to the next
     */
    public Axis sameWindows(int size, int stride) {
      int count = (cells + stride - 1) / stride;
      int padding = Math.max(0, (count - 1) * stride + size - cells);
      return windows(size, stride, padding / 2, count);
    }

    /** The mean of axes with the same number of values. */
    static Axis between(List<Axis> axes) {
      Axis only = axes.get(0);
      return axes.stream().allMatch(only::equals)
          ? only
          : new Axis(
              only.cells,
              axes.stream().mapToDouble(Axis::first).average().orElseThrow(),
              axes.stream().mapToDouble(Axis::step).average().orElseThrow());
    }

    /** The same values as fractions of a part of the side. */
    public Axis over(double start, double length) {
      return new Axis(cells, (first - start) / length, step / length);
    }

    /** Which values are between the edges; if none is, the one nearest to the center. */
    boolean[] inside() {
      boolean[] inside = new boolean[cells];
      boolean any = false;
      for (int cell = 0; cell < cells; cell++) {
        double middle = middle(cell);
        inside[cell] = middle >= -ROUNDING && middle < 1 - ROUNDING;
        any |= inside[cell];
      }
      if (!any) {
        inside[(int) Math.max(0, Math.min(cells - 1L, Math.round((0.5 - first) / step)))] = true;
      }
      return inside;
    }
  }
}
