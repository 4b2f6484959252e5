package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.data.Content;
import io.github.anomaly4j.data.Framed;
import java.util.List;

/**
 * The features of one picture's patches. The arrays are not copied and must not be changed.
 *
 * @param rows of the grid of patches
 * @param columns of the grid
 * @param channels features of a patch
 * @param values {@code [rows, columns, channels]}
 */
public record PatchFeatures(int rows, int columns, int channels, float[] values) {

  public PatchFeatures {
    checkArgument(
        values.length == rows * columns * channels,
        "%s values for %s x %s patches of %s features",
        values.length,
        rows,
        columns,
        channels);
  }

  /** Planes of the same size as features, in their order. */
  static PatchFeatures of(List<Planes> planes) {
    int rows = planes.get(0).height();
    int columns = planes.get(0).width();
    int patches = rows * columns;
    int channels = planes.stream().mapToInt(Planes::count).sum();
    float[] values = new float[patches * channels];
    int channel = 0;
    for (Planes some : planes) {
      for (int plane = 0; plane < some.count(); plane++, channel++) {
        for (int patch = 0; patch < patches; patch++) {
          values[patch * channels + channel] = some.values()[plane * patches + patch];
        }
      }
    }
    return new PatchFeatures(rows, columns, channels, values);
  }

  /** Features of the same grid side by side, patch by patch. */
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
    return new PatchFeatures(first.rows, first.columns, channels, values);
  }

  /**
   * Each patch as the mean of itself and its eight neighbours (PatchCore's locality). Zeros lie
   * around the grid, as they do around the maps of most networks: what is found at a border is
   * uncertain, and counts for less this way.
   */
  PatchFeatures averaged() {
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
    return new PatchFeatures(rows, columns, channels, averaged);
  }

  /** On another grid, bilinearly, as if each patch stood in the middle of its place. */
  PatchFeatures resized(int newRows, int newColumns) {
    if (newRows == rows && newColumns == columns) {
      return this;
    }
    float[] resized = new float[newRows * newColumns * channels];
    int to = 0;
    for (int row = 0; row < newRows; row++) {
      float v = place(row, newRows, rows);
      int top = (int) v;
      int bottom = Math.min(rows - 1, top + 1);
      for (int column = 0; column < newColumns; column++) {
        float u = place(column, newColumns, columns);
        int left = (int) u;
        int right = Math.min(columns - 1, left + 1);
        int topLeft = (top * columns + left) * channels;
        int topRight = (top * columns + right) * channels;
        int bottomLeft = (bottom * columns + left) * channels;
        int bottomRight = (bottom * columns + right) * channels;
        for (int c = 0; c < channels; c++) {
          float upper = mix(values[topLeft + c], values[topRight + c], u - left);
          float lower = mix(values[bottomLeft + c], values[bottomRight + c], u - left);
          resized[to++] = mix(upper, lower, v - top);
        }
      }
    }
    return new PatchFeatures(newRows, newColumns, channels, resized);
  }

  /** Where a place of a new grid lies in the old one. */
  private static float place(int index, int newLength, int length) {
    float middle = (index + 0.5f) * length / newLength - 0.5f;
    return Math.max(0, Math.min(length - 1, middle));
  }

  private static float mix(float a, float b, float share) {
    return a + (b - a) * share;
  }

  /** How many patches there are. */
  public int patches() {
    return rows * columns;
  }

  /** Which patches have their centre in the picture; the others lie in the frame's margins. */
  public boolean[] scored(Framed framed) {
    return scored(rows, columns, framed);
  }

  /**
   * Which cells of a grid over a frame have their centre in the picture; where the picture is too
   * narrow to hold any, the cells that its own centre lies in.
   */
  public static boolean[] scored(int rows, int columns, Framed framed) {
    Content content = framed.content();
    boolean[] inRow = inside(rows, framed.height(), content.y(), content.height());
    boolean[] inColumn = inside(columns, framed.width(), content.x(), content.width());
    boolean[] inside = new boolean[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        inside[row * columns + column] = inRow[row] && inColumn[column];
      }
    }
    return inside;
  }

  private static boolean[] inside(int cells, int frame, int start, int length) {
    boolean[] inside = new boolean[cells];
    boolean any = false;
    for (int cell = 0; cell < cells; cell++) {
      double centre = (cell + 0.5) * frame / cells - start;
      inside[cell] = centre >= 0 && centre < length;
      any |= inside[cell];
    }
    if (!any) {
      inside[(int) ((start + length / 2.0) * cells / frame)] = true;
    }
    return inside;
  }
}
