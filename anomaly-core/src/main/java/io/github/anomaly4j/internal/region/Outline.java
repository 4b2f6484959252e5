package io.github.anomaly4j.internal.region;

import java.util.ArrayList;
import java.util.List;

/** Follows the outer edge of connected places. */
final class Outline {
  /** East, south, west, north: clockwise on the screen. */
  private static final int[] ACROSS = {1, 0, -1, 0};

  private static final int[] DOWN = {0, 1, 0, -1};

  private Outline() {}

  /** A corner between places: column and row of the place to its lower right. */
  record Vertex(int column, int row) {}

  /**
   * The corners of the outline, clockwise from the upper left corner of the first place.
   *
   * @param first the leftmost of the uppermost places of an 8-connected component
   */
  static List<Vertex> of(Places places, int first) {
    List<Vertex> corners = new ArrayList<>();
    Vertex start = new Vertex(first % places.columns(), first / places.columns());
    int column = start.column();
    int row = start.row();
    int heading = 0;
    do {
      corners.add(new Vertex(column, row));
      int turned;
      do {
        column += ACROSS[heading];
        row += DOWN[heading];
        turned = turn(places, column, row, heading);
      } while (turned == 0);
      heading = Math.floorMod(heading + turned, 4);
    } while (column != start.column() || row != start.row() || heading != 0);
    return corners;
  }

  /**
   * Which way the edge goes on from a corner, with the places on its right: -1 left, 0 straight, 1
   * right. Places that touch at the corner only are connected, so left comes first.
   */
  private static int turn(Places places, int column, int row, int heading) {
    // Of the four places around the corner, the one ahead on either side of the edge.
    int left = (heading + 3) % 4;
    if (ahead(places, column, row, heading, left)) {
      return -1;
    }
    return ahead(places, column, row, heading, (heading + 1) % 4) ? 0 : 1;
  }

  private static boolean ahead(Places places, int column, int row, int heading, int side) {
    int across = ACROSS[heading] + ACROSS[side];
    int down = DOWN[heading] + DOWN[side];
    return places.at(down > 0 ? row : row - 1, across > 0 ? column : column - 1);
  }
}
