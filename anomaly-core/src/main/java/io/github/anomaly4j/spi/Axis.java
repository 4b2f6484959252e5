package io.github.anomaly4j.spi;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * Where the values along one side of a grid stand, as shares of the side of what the grid lies
 * over: 0 is the left or upper edge, 1 the right or lower one, and value {@code i} stands at {@code
 * first + i * step}.
 *
 * @param cells how many values there are, at least 1
 * @param first where the first one stands; beside the edges if it lies in padding or in a margin
 * @param step from one to the next, above 0
 */
public record Axis(int cells, double first, double step) {
  /** A middle this near an edge lies on it: places are computed with rounding. */
  private static final double ROUNDING = 1e-9;

  /** Checks the ranges. */
  public Axis {
    checkArgument(
        cells > 0 && Double.isFinite(first) && step > 0 && Double.isFinite(step),
        "%s values from %s in steps of %s",
        cells,
        first,
        step);
  }

  /** Cells of one size that fill the side, each value in the middle of its own: those of pixels. */
  public static Axis even(int cells) {
    checkArgument(cells > 0, "%s cells", cells);
    return new Axis(cells, 0.5 / cells, 1.0 / cells);
  }

  /** Where a value stands. */
  public double middle(int cell) {
    return first + cell * step;
  }

  /**
   * The axis of what windows over this one give, such as those of a convolution: each stands in the
   * middle of its window.
   *
   * @param size of a window in values of this axis, holes counted
   * @param stride from one window to the next
   * @param before how many values the first window begins before this axis does
   * @param count of windows
   */
  public Axis windows(int size, int stride, int before, int count) {
    return new Axis(count, first + step * ((size - 1) / 2.0 - before), step * stride);
  }

  /**
   * The same values as far from one edge as from the other. Networks are trained on images that are
   * mirrored at random, and learn weights that look alike from both sides, wherever zeros around
   * the image put the first window.
   */
  public Axis centered() {
    return Math.abs(cells * step - 1) < ROUNDING
        ? even(cells)
        : new Axis(cells, (1 - (cells - 1) * step) / 2, step);
  }

  /** Windows of two, side by side; of an odd number of values the last is left out. */
  public Axis halved() {
    return windows(2, 2, 0, cells / 2);
  }

  /**
   * Windows with "same" padding, the odd value of it after the end: as many as {@code cells /
   * stride}, rounded up.
   *
   * @param size of a window, holes counted
   * @param stride from one window to the next
   */
  public Axis sameWindows(int size, int stride) {
    int count = (cells + stride - 1) / stride;
    int padding = Math.max(0, (count - 1) * stride + size - cells);
    return windows(size, stride, padding / 2, count);
  }

  /** In the middle between axes of as many values. */
  static Axis between(List<Axis> axes) {
    Axis only = axes.get(0);
    return axes.stream().allMatch(only::equals)
        ? only
        : new Axis(
            only.cells,
            axes.stream().mapToDouble(Axis::first).average().orElseThrow(),
            axes.stream().mapToDouble(Axis::step).average().orElseThrow());
  }

  /** The same values as shares of a part of the side. */
  Axis over(double start, double length) {
    return new Axis(cells, (first - start) / length, step / length);
  }

  /** Which values stand between the edges; if none does, the one that is nearest to the middle. */
  boolean[] inside() {
    boolean[] inside = new boolean[cells];
    boolean any = false;
    for (int cell = 0; cell < cells; cell++) {
      double middle = middle(cell);
      inside[cell] = middle >= -ROUNDING && middle < 1 - ROUNDING;
      any |= inside[cell];
    }
    if (!any) {
      inside[(int) Math.max(0, Math.min(cells - 1L, Math.round((0.5 - first) / step)))] = true;
    }
    return inside;
  }
}
