package io.github.anomaly4j.internal.region;

import com.google.common.math.LongMath;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Region.Corner;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the regions of a map.
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param values of the map, {@code [rows, columns]}; not copied
 * @param side the longer side of the map in places, or that of one of its tiles
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegionSearch(int width, int height, int rows, int columns, float[] values, int side) {
  /** Places that are closer than the side divided by this are one region. */
  private static final int TOLD_APART = 64;

  /** In a map that has no tiles. */
  public RegionSearch(int width, int height, int rows, int columns, float[] values) {
    this(width, height, rows, columns, values, Math.max(rows, columns));
  }

  /** The regions above a threshold, the one with the highest peak first. */
  public List<Region> above(double threshold) {
    boolean[] marked = new boolean[values.length];
    boolean any = false;
    for (int i = 0; i < marked.length; i++) {
      marked[i] = values[i] > threshold;
      any |= marked[i];
    }
    if (!any) {
      return List.of();
    }
    int reach = side / (2 * TOLD_APART);
    Places places = new Places(rows, columns, marked).closed(reach).filled();
    return places.components().stream()
        .map(component -> region(places, component))
        .sorted(Comparator.comparingDouble(Region::peak).reversed())
        .toList();
  }

  private Region region(Places places, int[] component) {
    double across = (double) width / columns;
    double down = (double) height / rows;
    int left = columns;
    int right = 0;
    int top = rows;
    int bottom = 0;
    long columnSum = 0;
    long rowSum = 0;
    double sum = 0;
    int peak = component[0];
    for (int place : component) {
      int column = place % columns;
      int row = place / columns;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
      columnSum += column;
      rowSum += row;
      sum += values[place];
      peak = values[place] > values[peak] ? place : peak;
    }
    // In whole numbers: a product of doubles may be just beside one.
    int x = (int) ((long) left * width / columns);
    int y = (int) ((long) top * height / rows);
    int endX = (int) LongMath.divide((long) right * width, columns, RoundingMode.CEILING);
    int endY = (int) LongMath.divide((long) bottom * height, rows, RoundingMode.CEILING);
    List<Corner> outline = contour(places, component[0], across, down);
    double count = component.length;
    return new Region(
        x,
        y,
        endX - x,
        endY - y,
        Math.max(1, Math.round(count * across * down)),
        count / values.length,
        (columnSum / count + 0.5) * across,
        (rowSum / count + 0.5) * down,
        (int) ((peak % columns + 0.5) * across),
        (int) ((peak / columns + 0.5) * down),
        values[peak],
        sum / count,
        "",
        // If the image is smaller than its map, an outline may have no pixel.
        surrounds(outline)
            ? outline
            : List.of(
                new Corner(x, y),
                new Corner(endX, y),
                new Corner(endX, endY),
                new Corner(x, endY)));
  }

  private static boolean surrounds(List<Corner> outline) {
    long area = 0;
    for (int i = 0; i < outline.size(); i++) {
      Corner from = outline.get(i);
      Corner to = outline.get((i + 1) % outline.size());
      area += (long) from.x() * to.y() - (long) to.x() * from.y();
    }
    return area > 0;
  }

  /** Corners that fall together, or lie on a straight line, in pixels of the image count once. */
  private static List<Corner> contour(Places places, int first, double across, double down) {
    List<Corner> corners = new ArrayList<>();
    for (Outline.Vertex vertex : Outline.of(places, first)) {
      Corner corner =
          new Corner(
              (int) Math.round(vertex.column() * across), (int) Math.round(vertex.row() * down));
      if (corners.isEmpty() || !corners.get(corners.size() - 1).equals(corner)) {
        corners.add(corner);
      }
    }
    if (corners.size() > 1 && corners.get(0).equals(corners.get(corners.size() - 1))) {
      corners.remove(corners.size() - 1);
    }
    List<Corner> turns = new ArrayList<>();
    for (int i = 0; i < corners.size(); i++) {
      Corner before = corners.get(Math.floorMod(i - 1, corners.size()));
      Corner after = corners.get((i + 1) % corners.size());
      boolean straight =
          (before.x() == corners.get(i).x() && after.x() == before.x())
              || (before.y() == corners.get(i).y() && after.y() == before.y());
      if (!straight) {
        turns.add(corners.get(i));
      }
    }
    return turns;
  }
}
