package io.github.anomaly4j.internal.feature;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.spi.Grid;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The patch features of an image at several levels, each at positions of its own. What is linear in
 * the features is computed level by level, and then brought to the positions of the finest level:
 * most features are of coarser levels, which have fewer positions. The result is that of the joined
 * features but for rounding.
 *
 * @param levels from the first channels to the last
 */
public record PatchLevels(List<Level> levels) {

  /**
   * A level. The arrays are not copied and must not be changed.
   *
   * @param grid of its positions
   * @param planes {@code [channels, positions]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Level(Grid grid, float[][] planes) {

    /**
     * A map as a level, each value averaged with its eight neighbors, as {@link
     * PatchFeatures#averaged} does it.
     *
     * @param values {@code [channels, positions]}
     */
    static Level averaged(Grid grid, int channels, float[] values) {
      int rows = grid.rows().cells();
      int columns = grid.columns().cells();
      float[][] planes = new float[channels][];
      int wide = columns + 2;
      float[] framed = new float[(rows + 2) * wide];
      for (int channel = 0; channel < channels; channel++) {
        for (int row = 0; row < rows; row++) {
          int from = (channel * rows + row) * columns;
          System.arraycopy(values, from, framed, (row + 1) * wide + 1, columns);
        }
        planes[channel] = averaged(framed, rows, columns);
      }
      return new Level(grid, planes);
    }

    /** The mean of nine values around each one that is not of the frame. */
    private static float[] averaged(float[] framed, int rows, int columns) {
      int wide = columns + 2;
      float[] averaged = new float[rows * columns];
      for (int row = 0; row < rows; row++) {
        int to = row * columns;
        int upper = row * wide;
        int middle = upper + wide;
        int lower = middle + wide;
        for (int x = 0; x < columns; x++) {
          averaged[to + x] =
              (framed[upper + x]
                      + framed[upper + x + 1]
                      + framed[upper + x + 2]
                      + framed[middle + x]
                      + framed[middle + x + 1]
                      + framed[middle + x + 2]
                      + framed[lower + x]
                      + framed[lower + x + 1]
                      + framed[lower + x + 2])
                  / 9;
        }
      }
      return averaged;
    }

    private PatchFeatures patches() {
      int channels = planes.length;
      float[] values = new float[grid.cells() * channels];
      for (int channel = 0; channel < channels; channel++) {
        for (int patch = 0; patch < grid.cells(); patch++) {
          values[patch * channels + channel] = planes[channel][patch];
        }
      }
      return new PatchFeatures(grid, channels, values);
    }
  }

  public PatchLevels {
    levels = ImmutableList.copyOf(levels);
  }

  /** The positions of the finest level. */
  Grid grid() {
    return Collections.max(levels, Comparator.comparingInt((Level level) -> level.grid.cells()))
        .grid;
  }

  /** The memory that they take. */
  public long bytes() {
    return Float.BYTES
        * levels.stream().mapToLong(level -> (long) level.planes.length * level.grid.cells()).sum();
  }

  /** How many features a patch has. */
  int channels() {
    return levels.stream().mapToInt(level -> level.planes.length).sum();
  }

  /** All levels brought to the positions of the finest, side by side. */
  PatchFeatures joined() {
    Grid finest = grid();
    return PatchFeatures.join(levels.stream().map(level -> level.patches().on(finest)).toList());
  }

  /** The {@link #joined} features, projected: {@code [patches, dimensions]}. */
  float[] points(Projection projection) {
    Grid finest = grid();
    float[] points = new float[finest.cells() * projection.dimensions()];
    int first = 0;
    for (Level level : levels) {
      float[] own = projection.share(level.planes, first);
      float[] fine =
          level.grid.equals(finest)
              ? own
              : Bilinear.between(level.grid, finest).apply(own, projection.dimensions());
      for (int i = 0; i < points.length; i++) {
        points[i] += fine[i];
      }
      first += level.planes.length;
    }
    return points;
  }

  /**
   * The mean of each of the {@link #joined} features.
   *
   * @param scored which patches count; at least one
   */
  float[] mean(boolean[] scored) {
    Grid finest = grid();
    float[] mean = new float[channels()];
    int channel = 0;
    for (Level level : levels) {
      double[] shares = Bilinear.between(level.grid, finest).shares(scored);
      for (float[] plane : level.planes) {
        double sum = 0;
        for (int i = 0; i < plane.length; i++) {
          sum += shares[i] * plane[i];
        }
        mean[channel++] = (float) sum;
      }
    }
    return mean;
  }
}
