package io.github.anomaly4j.internal.network.loss;

import io.github.anomaly4j.config.LossConfig;
import java.util.Arrays;

/** Weighted 1 - SSIM and mean squared error: its two terms. */
public record ReconstructionLoss(LossConfig config) implements ImageLoss {
  public static final int SSIM = 0;
  public static final int MSE = 1;

  @Override
  public double[] terms(double[] wanted, double[] given, double[] gradient, int height, int width) {
    int plane = height * width;
    int planes = given.length / plane;
    if (gradient != null) {
      Arrays.fill(gradient, 0);
    }
    double similarity = 0;
    for (int i = 0; i < planes; i++) {
      SsimPlane ssim = new SsimPlane(wanted, given, i * plane, height, width);
      similarity += ssim.mean() / planes;
      if (gradient != null) {
        ssim.addGradient(-config.ssim() / planes, gradient, i * plane);
      }
    }
    double squares = 0;
    for (int i = 0; i < given.length; i++) {
      double difference = given[i] - wanted[i];
      squares += difference * difference;
      if (gradient != null) {
        gradient[i] += 2 * config.mse() * difference / given.length;
      }
    }
    return new double[] {1 - similarity, squares / given.length};
  }

  @Override
  public double total(double[] terms) {
    return config.ssim() * terms[SSIM] + config.mse() * terms[MSE];
  }
}
