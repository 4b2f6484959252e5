package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.loss.Ssim;

/** The error of a restoration: squared error and structural dissimilarity. */
public final class ReconstructionError {
  private static final int CHANNELS = 3;

  private ReconstructionError() {}

  /**
   * The error of every pixel: mean squared error over the channels plus half of 1 - SSIM. The
   * window of SSIM does not reach the border; there the nearest value is used.
   *
   * @param reconstruction {@code [3, height, width]}, in [0, 1]
   * @return {@code [height, width]}, not below 0
   */
  public static float[] map(Framed framed, float[] reconstruction) {
    int width = framed.width();
    int height = framed.height();
    float[] ssim = Ssim.map(framed.pixels(), reconstruction, CHANNELS, height, width);
    int margin = Ssim.WINDOW / 2;
    int inner = width - 2 * margin;
    float[] error = new float[width * height];
    for (int y = 0; y < height; y++) {
      int row = Math.max(0, Math.min(height - 2 * margin - 1, y - margin)) * inner;
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        double squares = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
          double difference =
              framed.pixels()[channel * width * height + at]
                  - reconstruction[channel * width * height + at];
          squares += difference * difference;
        }
        float similarity = ssim[row + Math.max(0, Math.min(inner - 1, x - margin))];
        error[at] = (float) (squares / CHANNELS) + (1 - similarity) / 2;
      }
    }
    return error;
  }
}
