package io.github.anomaly4j.internal.region;

import io.github.anomaly4j.Region;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the regions of a map.
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param values of the map, {@code [rows, columns]}; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegionSearch(int width, int height, int rows, int columns, float[] values) {
  /** Places that are closer than the map's longer side divided by this are one region. */
  private static final int TOLD_APART = 64;

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
    int reach = Math.max(rows, columns) / (2 * TOLD_APART);
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
    int x = (int) (left * across);
    int y = (int) (top * down);
    double count = component.length;
    return new Region(
        x,
        y,
        (int) Math.ceil(right * across) - x,
        (int) Math.ceil(bottom * down) - y,
        Math.max(1, Math.round(count * across * down)),
        count / values.length,
        (columnSum / count + 0.5) * across,
        (rowSum / count + 0.5) * down,
        (int) ((peak % columns + 0.5) * across),
        (int) ((peak / columns + 0.5) * down),
        values[peak],
        sum / count,
        Outline.of(places, component[0]).stream()
            .map(
                corner ->
                    new Region.Corner(
                        (int) Math.round(corner.column() * across),
                        (int) Math.round(corner.row() * down)))
            .toList());
  }
}
