package io.github.anomaly4j.internal.grid;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.spi.Grid;
import io.github.anomaly4j.spi.Grid.Axis;

/**
 * Interpolates values of one grid bilinearly at the positions of another. Beyond the outermost
 * values, the nearest of them is used. Nothing is averaged on the way to a coarser grid. Immutable,
 * thread safe.
 */
public final class Bilinear {
  private final Reading rows;
  private final Reading columns;
  private final int oldColumns;
  private final int oldCells;

  private Bilinear(Grid from, Grid to) {
    this.rows = Reading.of(from.rows(), to.rows());
    this.columns = Reading.of(from.columns(), to.columns());
    this.oldColumns = from.columns().cells();
    this.oldCells = from.cells();
  }

  /** From a grid to another one of the same image. */
  public static Bilinear between(Grid from, Grid to) {
    return new Bilinear(from, to);
  }

  /**
   * For each position along one side its two neighbors in the old grid, and the weight of the
   * second one.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Reading(int[] before, int[] after, float[] share) {

    static Reading of(Axis from, Axis to) {
      int last = from.cells() - 1;
      Reading reading =
          new Reading(new int[to.cells()], new int[to.cells()], new float[to.cells()]);
      for (int cell = 0; cell < to.cells(); cell++) {
        double place = (to.middle(cell) - from.first()) / from.step();
        double held = Math.max(0, Math.min(last, place));
        int before = (int) held;
        reading.before[cell] = before;
        reading.after[cell] = Math.min(last, before + 1);
        reading.share[cell] = (float) (held - before);
      }
      return reading;
    }
  }

  /**
   * Interpolates all values.
   *
   * @param values of the old grid, {@code [rows, columns, channels]}
   * @param channels of every position
   * @return {@code [rows, columns, channels]} of the new grid
   */
  public float[] apply(float[] values, int channels) {
    checkArgument(
        values.length == oldCells * channels,
        "%s values for %s places of %s",
        values.length,
        oldCells,
        channels);
    float[] read = new float[rows.share.length * columns.share.length * channels];
    int to = 0;
    for (int row = 0; row < rows.share.length; row++) {
      int upper = rows.before[row] * oldColumns;
      int lower = rows.after[row] * oldColumns;
      float v = rows.share[row];
      for (int column = 0; column < columns.share.length; column++) {
        int left = columns.before[column];
        int right = columns.after[column];
        float u = columns.share[column];
        int upperLeft = (upper + left) * channels;
        int upperRight = (upper + right) * channels;
        int lowerLeft = (lower + left) * channels;
        int lowerRight = (lower + right) * channels;
        for (int c = 0; c < channels; c++) {
          read[to++] =
              mix(
                  mix(values[upperLeft + c], values[upperRight + c], u),
                  mix(values[lowerLeft + c], values[lowerRight + c], u),
                  v);
        }
      }
    }
    return read;
  }

  /** The value at one position of the new grid, from the values of the old one. */
  public float at(float[] values, int row, int column) {
    int upper = rows.before[row] * oldColumns;
    int lower = rows.after[row] * oldColumns;
    int left = columns.before[column];
    int right = columns.after[column];
    float u = columns.share[column];
    return mix(
        mix(values[upper + left], values[upper + right], u),
        mix(values[lower + left], values[lower + right], u),
        rows.share[row]);
  }

  /**
   * How much each value of the old grid counts in the mean of some values of the new one.
   *
   * @param marked which of the new values; at least one
   * @return {@code [rows, columns]} of the old grid
   */
  public double[] shares(boolean[] marked) {
    double[] shares = new double[oldCells];
    int count = 0;
    int cell = 0;
    for (int row = 0; row < rows.share.length; row++) {
      int upper = rows.before[row] * oldColumns;
      int lower = rows.after[row] * oldColumns;
      double v = rows.share[row];
      for (int column = 0; column < columns.share.length; column++, cell++) {
        if (marked[cell]) {
          count++;
          int left = columns.before[column];
          int right = columns.after[column];
          double u = columns.share[column];
          shares[upper + left] += (1 - u) * (1 - v);
          shares[upper + right] += u * (1 - v);
          shares[lower + left] += (1 - u) * v;
          shares[lower + right] += u * v;
        }
      }
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= count;
    }
    return shares;
  }

  private static float mix(float a, float b, float share) {
    return a * (1 - share) + b * share;
  }
}
