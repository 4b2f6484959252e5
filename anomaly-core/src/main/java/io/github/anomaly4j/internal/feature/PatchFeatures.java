package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.spi.Grid;
import java.util.List;

/**
 * The features of one image's patches. The arrays are not copied and must not be changed.
 *
 * @param grid the centers of the patches
 * @param channels features of a patch
 * @param values {@code [rows, columns, channels]}
 */
public record PatchFeatures(Grid grid, int channels, float[] values) {

  public PatchFeatures {
    checkArgument(
        values.length == grid.cells() * channels,
        "%s values for %s x %s patches of %s features",
        values.length,
        grid.rows().cells(),
        grid.columns().cells(),
        channels);
  }

  /** Planes of the grid's size as features, in their order. */
  static PatchFeatures of(Grid grid, List<FeaturePlanes> planes) {
    int patches = grid.cells();
    int channels = planes.stream().mapToInt(FeaturePlanes::count).sum();
    float[] values = new float[patches * channels];
    int channel = 0;
    for (FeaturePlanes some : planes) {
      for (int plane = 0; plane < some.count(); plane++, channel++) {
        for (int patch = 0; patch < patches; patch++) {
          values[patch * channels + channel] = some.values()[plane * patches + patch];
        }
      }
    }
    return new PatchFeatures(grid, channels, values);
  }

  /** Concatenates features of the same grid, patch by patch. */
  static PatchFeatures join(List<PatchFeatures> parts) {
    PatchFeatures first = parts.get(0);
    int channels = parts.stream().mapToInt(PatchFeatures::channels).sum();
    float[] values = new float[first.patches() * channels];
    int to = 0;
    for (int patch = 0; patch < first.patches(); patch++) {
      for (PatchFeatures part : parts) {
        System.arraycopy(part.values, patch * part.channels, values, to, part.channels);
        to += part.channels;
      }
    }
    return new PatchFeatures(first.grid, channels, values);
  }

  /**
   * Each patch as the mean of itself and its eight neighbors (PatchCore's locality). The grid is
   * padded with zeros, as the maps of most networks are: features at a border are uncertain, and
   * count less this way.
   */
  PatchFeatures averaged() {
    int rows = rows();
    int columns = columns();
    float[] averaged = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int to = (row * columns + column) * channels;
        for (int y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
          for (int x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
            int from = (y * columns + x) * channels;
            for (int c = 0; c < channels; c++) {
              averaged[to + c] += values[from + c];
            }
          }
        }
        for (int c = 0; c < channels; c++) {
          averaged[to + c] /= 9;
        }
      }
    }
    return new PatchFeatures(grid, channels, averaged);
  }

  /** Interpolates bilinearly to another grid of the same image. */
  PatchFeatures on(Grid other) {
    return grid.equals(other)
        ? this
        : new PatchFeatures(other, channels, Bilinear.between(grid, other).apply(values, channels));
  }

  /**
   * The mean of each feature.
   *
   * @param scored which patches count; at least one
   */
  float[] mean(boolean[] scored) {
    double[] sum = new double[channels];
    int count = 0;
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        count++;
        for (int c = 0; c < channels; c++) {
          sum[c] += values[patch * channels + c];
        }
      }
    }
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sum[c] / count);
    }
    return mean;
  }

  /** How many rows of patches there are. */
  public int rows() {
    return grid.rows().cells();
  }

  /** How many columns of patches there are. */
  public int columns() {
    return grid.columns().cells();
  }

  /** How many patches there are. */
  public int patches() {
    return grid.cells();
  }
}
