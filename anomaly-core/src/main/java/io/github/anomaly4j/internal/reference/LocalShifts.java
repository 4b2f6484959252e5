package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.registration.Plane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * How far the content of a reference must be shifted at each place to lie on that of an image:
 * boards stretch, scanners have seams. A place is a cell of {@value #CELL} x {@value #CELL} pixels;
 * its shift is the one with the least mean difference over 3 x 3 cells, so that a defect, which is
 * smaller, does not decide it. Between the middles of cells, shifts are interpolated. Immutable,
 * thread safe.
 */
@SuppressWarnings("ArrayRecordComponent")
record LocalShifts(int columns, int rows, float[] across, float[] down) {
  static final int CELL = 16;

  /**
   * What a shift by one pixel costs, in gray levels of 255 a pixel: where nothing is to be seen,
   * nothing is shifted.
   */
  private static final double COST = 0.5;

  /** No shift at all. */
  static LocalShifts none(int width, int height) {
    int columns = cells(width);
    int rows = cells(height);
    return new LocalShifts(columns, rows, new float[columns * rows], new float[columns * rows]);
  }

  /**
   * Finds the shifts: first at half the resolution, then around what was found at the full one.
   *
   * @param image values in [0, 1]
   * @param reference of the same size
   * @param most the largest shift along each axis that is searched, in pixels
   */
  static LocalShifts between(Plane image, Plane reference, int most) {
    LocalShifts found = none(image.width(), image.height());
    if (most == 0) {
      return found;
    }
    int half = (most + 1) / 2;
    int[][] coarse =
        found.best(
            new ShiftSums(image.halved(), reference.halved(), found, CELL / 2, half, 1),
            allWithin(half));
    for (int[] shift : coarse) {
      shift[0] *= 2;
      shift[1] *= 2;
    }
    int[][] smooth = found.smoothed(coarse);
    int[][] fine =
        found.smoothed(
            found.best(
                new ShiftSums(image, reference, found, CELL, most, 2),
                cell -> around(smooth[cell], most)));
    for (int i = 0; i < fine.length; i++) {
      found.across[i] = fine[i][0];
      found.down[i] = fine[i][1];
    }
    return found;
  }

  private static int cells(int length) {
    return Math.max(1, (length + CELL / 2) / CELL);
  }

  private static IntFunction<List<int[]>> allWithin(int most) {
    List<int[]> all = new ArrayList<>();
    for (int dy = -most; dy <= most; dy++) {
      for (int dx = -most; dx <= most; dx++) {
        all.add(new int[] {dx, dy});
      }
    }
    return cell -> all;
  }

  private static List<int[]> around(int[] shift, int most) {
    List<int[]> near = new ArrayList<>(9);
    for (int dy = shift[1] - 1; dy <= shift[1] + 1; dy++) {
      for (int dx = shift[0] - 1; dx <= shift[0] + 1; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) <= most) {
          near.add(new int[] {dx, dy});
        }
      }
    }
    return near;
  }

  /**
   * Of the candidates of each cell, that with the least cost; the first of several.
   *
   * @param candidates of a cell, in the order of the sums
   */
  private int[][] best(ShiftSums sums, IntFunction<List<int[]>> candidates) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int[] shift : candidates.apply(row * columns + column)) {
          sums.need(row, shift);
        }
      }
    }
    int[][] shifts = new int[columns * rows][2];
    double[] least = new double[columns * rows];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    int[] done = new int[columns * rows];
    while (sums.next()) {
      Workers.here()
          .forEach(
              rows,
              row -> {
                for (int cell = row * columns; cell < (row + 1) * columns; cell++) {
                  List<int[]> own = candidates.apply(cell);
                  while (done[cell] < own.size() && sums.reached(own.get(done[cell]))) {
                    int[] shift = own.get(done[cell]++);
                    double cost =
                        sums.mean(row, cell - row * columns, shift)
                            + COST * CELL / sums.cell() * length(shift);
                    if (cost < least[cell]) {
                      least[cell] = cost;
                      shifts[cell] = shift.clone();
                    }
                  }
                }
              });
    }
    return shifts;
  }

  /** Faster than {@link Math#hypot}, which takes care of numbers that are none of pixels. */
  private static double length(int[] shift) {
    return Math.sqrt(shift[0] * shift[0] + shift[1] * shift[1]);
  }

  /** The medians over 3 x 3 cells, along each axis. */
  private int[][] smoothed(int[][] shifts) {
    int[][] smooth = new int[shifts.length][2];
    int[] near = new int[9];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int axis = 0; axis < 2; axis++) {
          int count = 0;
          for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
            for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
              near[count++] = shifts[r * columns + c][axis];
            }
          }
          Arrays.sort(near, 0, count);
          smooth[row * columns + column][axis] = near[count / 2];
        }
      }
    }
    return smooth;
  }

  /**
   * The shifts of the pixels of a line.
   *
   * @param shiftX receives one for each pixel
   * @param shiftY likewise
   */
  void line(int y, float[] shiftX, float[] shiftY) {
    float down = middle(y, rows);
    int above = Math.min((int) down, Math.max(0, rows - 2));
    int below = Math.min(rows - 1, above + 1);
    float lower = down - above;
    for (int x = 0; x < shiftX.length; x++) {
      float right = middle(x, columns);
      int before = Math.min((int) right, Math.max(0, columns - 2));
      int after = Math.min(columns - 1, before + 1);
      float share = right - before;
      shiftX[x] = value(across, above, below, before, after, lower, share);
      shiftY[x] = value(this.down, above, below, before, after, lower, share);
    }
  }

  private float value(
      float[] of, int above, int below, int before, int after, float lower, float share) {
    float upperValue =
        of[above * columns + before]
            + share * (of[above * columns + after] - of[above * columns + before]);
    float lowerValue =
        of[below * columns + before]
            + share * (of[below * columns + after] - of[below * columns + before]);
    return upperValue + lower * (lowerValue - upperValue);
  }

  private static float middle(int pixel, int cells) {
    return Math.max(0, Math.min(cells - 1, (pixel + 0.5f) / CELL - 0.5f));
  }
}
