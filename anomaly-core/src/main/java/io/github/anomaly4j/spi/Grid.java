package io.github.anomaly4j.spi;

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
}
