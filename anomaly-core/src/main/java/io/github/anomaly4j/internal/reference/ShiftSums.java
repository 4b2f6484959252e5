package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.registration.Plane;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The differences of an image and a shifted reference, summed over cells, for the shifts that are
 * needed. In whole gray levels, whose sums do not depend on their order.
 */
final class ShiftSums {
  private static final int LEVELS = 255;

  private final int columns;
  private final int rows;
  private final int cell;
  private final int most;
  private final int lineStep;
  private final BitSet[] needed;

  /**
   * By row of cells and shift: for each cell the sum of it and its two neighbors; null if not
   * needed.
   */
  private final int[] @Nullable [][] sums;

  private final int[] @Nullable [][] counts;

  /**
   * Sums that nothing is needed of yet.
   *
   * @param cell the side of a cell; those at the end reach to the border
   * @param most the largest shift along each axis, in pixels
   * @param lineStep every so manieth line is compared
   */
  ShiftSums(int columns, int rows, int cell, int most, int lineStep) {
    this.columns = columns;
    this.rows = rows;
    this.cell = cell;
    this.most = most;
    this.lineStep = lineStep;
    this.needed = new BitSet[rows];
    int shifts = (2 * most + 1) * (2 * most + 1);
    this.sums = new int[rows][shifts][];
    this.counts = new int[rows][shifts][];
    Arrays.setAll(needed, row -> new BitSet(shifts));
  }

  int cell() {
    return cell;
  }

  /** Asks for a shift of a cell in this row, whose neighbors are needed too. */
  void need(int row, int[] shift) {
    for (int near = Math.max(0, row - 1); near <= Math.min(rows - 1, row + 1); near++) {
      needed[near].set(number(shift));
    }
  }

  private int number(int[] shift) {
    return (shift[1] + most) * (2 * most + 1) + shift[0] + most;
  }

  /** Computes what is needed. */
  void compute(Plane image, Plane reference) {
    int[] one = levels(image);
    int[] other = levels(reference);
    Workers.here()
        .forEach(
            rows,
            row -> {
              int[] ofColumns = new int[image.width()];
              for (int shift = needed[row].nextSetBit(0);
                  shift >= 0;
                  shift = needed[row].nextSetBit(shift + 1)) {
                compute(row, shift, image, one, other, ofColumns);
              }
            });
  }

  private static int[] levels(Plane plane) {
    int[] levels = new int[plane.values().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (int) (LEVELS * plane.values()[i] + 0.5f);
    }
    return levels;
  }

  private void compute(
      int row, int shift, Plane size, int[] image, int[] reference, int[] ofColumns) {
    int width = size.width();
    int height = size.height();
    int dx = shift % (2 * most + 1) - most;
    int dy = shift / (2 * most + 1) - most;
    int bottom = Math.min(row == rows - 1 ? height : (row + 1) * cell, height - dy);
    int x0 = Math.max(0, -dx);
    int x1 = Math.min(width, width - dx);
    Arrays.fill(ofColumns, 0);
    int lines = 0;
    for (int y = Math.max(row * cell, -dy); y < bottom; y += lineStep) {
      int from = y * width;
      int start = (y + dy) * width + dx;
      for (int x = x0; x < x1; x++) {
        ofColumns[x] += Math.abs(image[from + x] - reference[start + x]);
      }
      lines++;
    }
    int[] sum = new int[columns];
    int[] count = new int[columns];
    for (int column = 0; column < columns; column++) {
      int left = Math.max(column * cell, x0);
      int right = Math.min(column == columns - 1 ? width : (column + 1) * cell, x1);
      for (int x = left; x < right; x++) {
        sum[column] += ofColumns[x];
      }
      count[column] = lines * Math.max(0, right - left);
    }
    sums[row][shift] = ofThree(sum);
    counts[row][shift] = ofThree(count);
  }

  /** Each with its neighbors. */
  private static int[] ofThree(int[] values) {
    int[] sums = values.clone();
    for (int i = 1; i < values.length; i++) {
      sums[i] += values[i - 1];
      sums[i - 1] += values[i];
    }
    return sums;
  }

  /** The mean difference over 3 x 3 cells, in gray levels; infinite if nothing is in both. */
  double mean(int row, int column, int[] shift) {
    int number = number(shift);
    long sum = 0;
    long count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      sum += sums[r][number][column];
      count += counts[r][number][column];
    }
    return count == 0 ? Double.POSITIVE_INFINITY : (double) sum / count;
  }
}
