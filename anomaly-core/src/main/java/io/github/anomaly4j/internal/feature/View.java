package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.spi.Grid;
import java.util.Optional;

/** Which places of a part are seen in an image that was moved so that the part lies as usual. */
@FunctionalInterface
public interface View {
  /** Along each side, to measure what is shown. */
  int PIECES = 64;

  /**
   * Whether a place and what is around it are seen.
   *
   * @param x share of the width
   * @param y share of the height
   */
  boolean shows(double x, double y);

  /** Whether it shows the middle of a cell of a grid and what is around it. */
  default boolean shows(Grid grid, int cell) {
    int columns = grid.columns().cells();
    return shows(grid.columns().middle(cell % columns), grid.rows().middle(cell / columns));
  }

  /**
   * The share of some places that it shows, from 0 to 1.
   *
   * @param area the places; empty for all of the image
   */
  default double share(Optional<InspectedArea> area) {
    Grid grid = Grid.even(PIECES, PIECES);
    boolean[] looked = area.map(part -> part.on(grid)).orElseGet(grid::inside);
    int all = 0;
    int shown = 0;
    for (int cell = 0; cell < looked.length; cell++) {
      if (looked[cell]) {
        all++;
        shown += shows(grid, cell) ? 1 : 0;
      }
    }
    return (double) shown / all;
  }
}
