package io.github.anomaly4j.spi;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the values of a map stand, as shares of the sides of the image that it is of. Every map of
 * the library has one, and values go from one map to another by {@link Bilinear}, so that what lies
 * at a place of the image lies there in all of them.
 *
 * @param rows where the rows stand, from the upper edge
 * @param columns where the columns stand, from the left edge
 */
public record Grid(Axis rows, Axis columns) {

  /** Cells of one size that fill an image, each value in the middle of its own: as of pixels. */
  public static Grid even(int rows, int columns) {
    return new Grid(Axis.even(rows), Axis.even(columns));
  }

  /** Cells of one size that fill a frame, as a grid over the image in it. */
  public static Grid even(int rows, int columns, Framed framed) {
    return even(rows, columns).within(framed);
  }

  /** A grid over a frame as one over the image in it. */
  public Grid within(Framed framed) {
    Content content = framed.content();
    return new Grid(
        rows.over(
            (double) content.y() / framed.height(), (double) content.height() / framed.height()),
        columns.over(
            (double) content.x() / framed.width(), (double) content.width() / framed.width()));
  }

  /** The same with both axes {@linkplain Axis#centered() centered}. */
  public Grid centered() {
    return new Grid(rows.centered(), columns.centered());
  }

  /** A value for each two by two of this grid's. */
  public Grid halved() {
    return new Grid(rows.halved(), columns.halved());
  }

  /**
   * Where a network's map lies that is made of others place by place, as by adding them: in the
   * middle between those that have the most places; coarser ones are taken for repeated.
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

  /** Whether there are as many rows and columns. */
  public boolean hasShapeOf(Grid other) {
    return rows.cells() == other.rows.cells() && columns.cells() == other.columns.cells();
  }

  /** How many values there are. */
  public int cells() {
    return rows.cells() * columns.cells();
  }

  /**
   * Which values stand in the image, and not in the margins of its frame; where the image is too
   * narrow to hold any, those that are nearest to its middle.
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
