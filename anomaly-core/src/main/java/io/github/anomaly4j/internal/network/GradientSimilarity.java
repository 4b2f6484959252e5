package io.github.anomaly4j.internal.network;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.spi.Grid;

/**
 * The difference between the edges of an image and of its restoration: the multi-scale gradient
 * magnitude similarity (MSGMS) of RIAD (Zavrtanik, Kristan and Skočaj, "Reconstruction by
 * inpainting for visual anomaly detection", Pattern Recognition 112, 2021), turned into an error.
 *
 * <p>With g and h the gradient magnitudes of the two by Prewitt's filters, in gray values from 0 to
 * 1, the similarity of a place is GMS = (2gh + c) / (g² + h² + c), c = 0.0026 (Xue, Zhang, Mou and
 * Bovik, IEEE TIP 23(2), 2014). The error is the mean of 1 - GMS over four sizes, full, half, a
 * quarter and an eighth, each brought back to full size bilinearly. It does not see brightness, nor
 * differences between colors of the same gray.
 */
public final class GradientSimilarity {
  private static final int CHANNELS = 3;
  private static final int SCALES = 4;
  private static final int MULTIPLE = 1 << (SCALES - 1);
  private static final float C = 0.0026f;

  private GradientSimilarity() {}

  /**
   * The error of every pixel.
   *
   * @param framed an image whose sides are multiples of 8
   * @param reconstruction {@code [3, height, width]}, in [0, 1]
   * @return {@code [height, width]}, in [0, 1]; 0 everywhere if the two are equal
   * @throws IllegalArgumentException if a size does not fit
   */
  public static float[] map(Framed framed, float[] reconstruction) {
    int rows = framed.height();
    int columns = framed.width();
    checkArgument(
        rows % MULTIPLE == 0 && columns % MULTIPLE == 0,
        "%s x %s pixels, but both must be multiples of %s",
        columns,
        rows,
        MULTIPLE);
    Gray image = Gray.of(framed.pixels(), rows, columns);
    Gray restored = Gray.of(reconstruction, rows, columns);
    Grid pixels = Grid.even(rows, columns);
    Grid grid = pixels;
    float[] error = new float[rows * columns];
    for (int scale = 0; scale < SCALES; scale++) {
      if (scale > 0) {
        image = image.halved();
        restored = restored.halved();
        grid = grid.halved();
      }
      float[] resized = Bilinear.between(grid, pixels).apply(image.dissimilarity(restored), 1);
      for (int i = 0; i < error.length; i++) {
        error[i] += resized[i] / SCALES;
      }
    }
    return error;
  }

  /** Gray values of one of the sizes, {@code [rows, columns]}. */
  private record Gray(int rows, int columns, float[] values) {

    static Gray of(float[] rgb, int rows, int columns) {
      int plane = rows * columns;
      checkArgument(
          rgb.length == CHANNELS * plane,
          "%s values for an image of %s x %s pixels",
          rgb.length,
          columns,
          rows);
      float[] gray = new float[plane];
      for (int i = 0; i < plane; i++) {
        gray[i] = (rgb[i] + rgb[plane + i] + rgb[2 * plane + i]) / CHANNELS;
      }
      return new Gray(rows, columns, gray);
    }

    Gray halved() {
      Gray half = new Gray(rows / 2, columns / 2, new float[values.length / 4]);
      for (int to = 0; to < half.values.length; to++) {
        int from = 2 * (to / half.columns * columns + to % half.columns);
        half.values[to] =
            (values[from] + values[from + 1] + values[from + columns] + values[from + columns + 1])
                / 4;
      }
      return half;
    }

    float[] dissimilarity(Gray other) {
      float[] own = gradients();
      float[] others = other.gradients();
      float[] map = new float[own.length];
      for (int i = 0; i < map.length; i++) {
        float difference = own[i] - others[i];
        // 1 - GMS in a form in which nothing cancels: never below 0.
        map[i] = difference * difference / (own[i] * own[i] + others[i] * others[i] + C);
      }
      return map;
    }

    /** Gradient magnitudes, the border continued outward. */
    private float[] gradients() {
      float[] gradients = new float[values.length];
      float[] sum = new float[columns + 2];
      float[] step = new float[columns + 2];
      for (int row = 0; row < rows; row++) {
        int here = row * columns;
        int above = Math.max(0, row - 1) * columns;
        int below = Math.min(rows - 1, row + 1) * columns;
        for (int x = 0; x < columns; x++) {
          sum[x + 1] = values[above + x] + values[here + x] + values[below + x];
          step[x + 1] = values[below + x] - values[above + x];
        }
        continueOutward(sum);
        continueOutward(step);
        for (int x = 0; x < columns; x++) {
          float across = (sum[x + 2] - sum[x]) / 3;
          float down = (step[x] + step[x + 1] + step[x + 2]) / 3;
          gradients[here + x] = (float) Math.sqrt(across * across + down * down);
        }
      }
      return gradients;
    }

    private static void continueOutward(float[] line) {
      line[0] = line[1];
      line[line.length - 1] = line[line.length - 2];
    }
  }
}
