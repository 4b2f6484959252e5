package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.loss.Ssim;

/** Checks of batch sizes and array lengths, with messages that name what is wrong. */
final class Shapes {
  private Shapes() {}

  static void requireSize(UNetConfig config, int batch, int height, int width) {
    int multiple = config.sizeMultiple();
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, but is " + batch);
    }
    if (height < 1 || width < 1 || height % multiple != 0 || width % multiple != 0) {
      throw new IllegalArgumentException(
          "height and width must be multiples of %d (2^depth), but are %d x %d"
              .formatted(multiple, height, width));
    }
  }

  static void requireWindow(int height, int width) {
    if (height < Ssim.WINDOW || width < Ssim.WINDOW) {
      throw new IllegalArgumentException(
          "height and width must be at least %d, the window of the similarity, but are %d x %d"
              .formatted(Ssim.WINDOW, height, width));
    }
  }

  static void requireLength(
      String name, float[] values, int batch, int channels, int height, int width) {
    if (values.length != (long) batch * channels * height * width) {
      throw new IllegalArgumentException(
          "%s must have %d * %d * %d * %d values, but has %d"
              .formatted(name, batch, channels, height, width, values.length));
    }
  }
}
