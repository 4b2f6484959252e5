package io.github.anomaly4j.internal.grid;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Booleans;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;

/**
 * How abnormal each position of an image is, by one kind of evidence. The arrays are not copied and
 * must not be changed.
 *
 * @param grid the positions of the values
 * @param values {@code [rows, columns]}, higher is more abnormal
 * @param scored whether a position is in the image, not in the margins of the frame
 */
public record EvidenceMap(Grid grid, float[] values, boolean[] scored) {
  /** Up to this many highest values, a list of them is faster than sorting all. */
  private static final int FEW = 64;

  public EvidenceMap {
    checkArgument(
        values.length == grid.cells() && scored.length == values.length,
        "%s values and %s marks for a map of %s x %s",
        values.length,
        scored.length,
        grid.rows().cells(),
        grid.columns().cells());
  }

  /** A map whose positions count if they are in the image. */
  public static EvidenceMap of(Grid grid, float[] values) {
    return new EvidenceMap(grid, values, grid.inside());
  }

  /** The same values, of which others count. */
  public EvidenceMap scored(boolean[] others) {
    return new EvidenceMap(grid, values, others);
  }

  /** How many rows there are. */
  public int rows() {
    return grid.rows().cells();
  }

  /** How many columns there are. */
  public int columns() {
    return grid.columns().cells();
  }

  /**
   * The mean of the highest scored values: less noisy than the maximum, and still independent of
   * the surroundings of a defect.
   *
   * @param share of the scored positions that count, in (0, 1]; at least one counts
   */
  public double top(double share) {
    float[] inside = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (scored[i]) {
        inside[count++] = values[i];
      }
    }
    checkArgument(count > 0, "no place of the map lies in the image");
    int places = Math.max(1, (int) Math.round(share * count));
    double sum = 0;
    for (float value : highest(inside, count, places)) {
      sum += value;
    }
    return sum / places;
  }

  /** The highest of some values in ascending order; NaN is higher than all numbers. */
  private static float[] highest(float[] values, int count, int places) {
    if (places > FEW) {
      Arrays.sort(values, 0, count);
      return Arrays.copyOfRange(values, count - places, count);
    }
    float[] highest = Arrays.copyOf(values, places);
    Arrays.sort(highest);
    for (int i = places; i < count; i++) {
      if (Float.compare(values[i], highest[0]) > 0) {
        int place = 1;
        for (; place < places && Float.compare(values[i], highest[place]) > 0; place++) {
          highest[place - 1] = highest[place];
        }
        highest[place - 1] = values[i];
      }
    }
    return highest;
  }

  /** The logarithm of every value; values below the floor count as the floor. */
  public EvidenceMap logarithm(float floor) {
    float[] logarithms = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      logarithms[i] = (float) Math.log(Math.max(floor, values[i]));
    }
    return new EvidenceMap(grid, logarithms, scored);
  }

  /** Every value multiplied by a factor; 1 changes no bit. */
  public EvidenceMap times(float factor) {
    float[] products = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      products[i] = values[i] * factor;
    }
    return new EvidenceMap(grid, products, scored);
  }

  /** The sum of this map and another one of the same image, on the grid of this map. */
  public EvidenceMap plus(EvidenceMap other) {
    float[] sums = other.on(grid);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
    return new EvidenceMap(grid, sums, scored);
  }

  /**
   * The map smoothed by a Gaussian, with its border values repeated outward. Positions that are not
   * scored are left out: each value is the weighted mean of the scored ones around it (normalized
   * convolution; Knutsson and Westin 1993), and 0 if there are none within the window.
   */
  public EvidenceMap smoothed(double sigma) {
    return convolved(gaussian(sigma));
  }

  /**
   * The map smoothed by the mean over a square; otherwise as {@link #smoothed}.
   *
   * @param side of the square, odd
   */
  public EvidenceMap averaged(int side) {
    checkArgument(side > 0 && side % 2 == 1, "a square around a place of side %s", side);
    float[] kernel = new float[side];
    Arrays.fill(kernel, 1f / side);
    return convolved(kernel);
  }

  private EvidenceMap convolved(float[] kernel) {
    if (!Booleans.contains(scored, false)) {
      return new EvidenceMap(grid, blur(values, kernel), scored);
    }
    float[] inside = new float[values.length];
    float[] weights = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      inside[i] = scored[i] ? values[i] : 0;
      weights[i] = scored[i] ? 1 : 0;
    }
    float[] sums = blur(inside, kernel);
    float[] reach = blur(weights, kernel);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = reach[i] > 0 ? sums[i] / reach[i] : 0;
    }
    return new EvidenceMap(grid, sums, scored);
  }

  private float[] blur(float[] plane, float[] kernel) {
    return blurColumns(blurRows(plane, rows(), columns(), kernel), rows(), columns(), kernel);
  }

  private static float[] gaussian(double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    float[] kernel = new float[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) Math.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= (float) sum;
    }
    return kernel;
  }

  private static float[] blurRows(float[] values, int rows, int columns, float[] kernel) {
    int radius = kernel.length / 2;
    float[] blurred = new float[values.length];
    float[] line = new float[columns + 2 * radius];
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      Arrays.fill(line, 0, radius, values[start]);
      System.arraycopy(values, start, line, radius, columns);
      Arrays.fill(line, radius + columns, line.length, values[start + columns - 1]);
      for (int k = 0; k < kernel.length; k++) {
        float weight = kernel[k];
        for (int x = 0; x < columns; x++) {
          blurred[start + x] += weight * line[x + k];
        }
      }
    }
    return blurred;
  }

  private static float[] blurColumns(float[] values, int rows, int columns, float[] kernel) {
    int radius = kernel.length / 2;
    float[] blurred = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < kernel.length; k++) {
        int from = Math.max(0, Math.min(rows - 1, row + k - radius)) * columns;
        float weight = kernel[k];
        for (int x = 0; x < columns; x++) {
          blurred[row * columns + x] += weight * values[from + x];
        }
      }
    }
    return blurred;
  }

  /** The values on another grid of the same image, interpolated bilinearly. */
  public float[] on(Grid other) {
    return grid.equals(other) ? values.clone() : Bilinear.between(grid, other).apply(values, 1);
  }
}
