package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.registration.Plane;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The differences of an image and a shifted reference, summed over cells, for the shifts that are
 * needed: some shifts at a time, since all of them would take gigabytes for a large image. In whole
 * gray levels, whose sums do not depend on their order.
 */
final class ShiftSums {
  private static final int LEVELS = 255;

  /** How many shifts are held at a time. */
  private static final int BATCH = 64;

  private final int columns;
  private final int rows;
  private final int cell;
  private final int most;
  private final int lineStep;
  private final int width;
  private final int height;
  private final int[] image;
  private final int[] reference;
  private final BitSet[] needed;

  /** The numbers of the shifts that are held. */
  private int first;

  private int end;

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
  ShiftSums(Plane image, Plane reference, LocalShifts cells, int cell, int most, int lineStep) {
    this.columns = cells.columns();
    this.rows = cells.rows();
    this.cell = cell;
    this.most = most;
    this.lineStep = lineStep;
    this.width = image.width();
    this.height = image.height();
    this.image = levels(image);
    this.reference = levels(reference);
    this.needed = new BitSet[rows];
    this.sums = new int[rows][BATCH][];
    this.counts = new int[rows][BATCH][];
    Arrays.setAll(needed, row -> new BitSet());
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

  /**
   * Computes the next shifts that are needed, in the order of their lines and, in a line, to the
   * right.
   *
   * @return false if there are no more
   */
  boolean next() {
    first = end;
    int least = Integer.MAX_VALUE;
    for (BitSet own : needed) {
      int next = own.nextSetBit(first);
      least = next < 0 ? least : Math.min(least, next);
    }
    if (least == Integer.MAX_VALUE) {
      return false;
    }
    first = least;
    end = first + BATCH;
    Workers.here()
        .forEach(
            rows,
            row -> {
              int[] ofColumns = new int[width];
              for (int shift = needed[row].nextSetBit(first);
                  shift >= 0 && shift < end;
                  shift = needed[row].nextSetBit(shift + 1)) {
                compute(row, shift, ofColumns);
              }
            });
    return true;
  }

  /** Whether a shift that is needed was computed by {@link #next}, now or before. */
  boolean reached(int[] shift) {
    return number(shift) < end;
  }

  private static int[] levels(Plane plane) {
    int[] levels = new int[plane.values().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (int) (LEVELS * plane.values()[i] + 0.5f);
    }
    return levels;
  }

  private void compute(int row, int shift, int[] ofColumns) {
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
    sums[row][shift - first] = ofThree(sum);
    counts[row][shift - first] = ofThree(count);
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

  /**
   * The mean difference over 3 x 3 cells, in gray levels; infinite if nothing is in both.
   *
   * @param shift one that {@link #next} just computed
   */
  double mean(int row, int column, int[] shift) {
    int number = number(shift) - first;
    long sum = 0;
    long count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      sum += sums[r][number][column];
      count += counts[r][number][column];
    }
    return count == 0 ? Double.POSITIVE_INFINITY : (double) sum / count;
  }
}
