package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.progress.EpochReport.Losses;
import java.util.Random;

/** Small batches for the tests: waves with a square of noise, which the mask marks. */
record Samples(float[] input, float[] target, float[] mask, int batch, int height, int width) {
  static Samples of(int batch, int height, int width, long seed) {
    Random random = new Random(seed);
    float[] target = new float[batch * 3 * height * width];
    float[] mask = new float[batch * height * width];
    for (int i = 0; i < target.length; i++) {
      int x = i % width;
      int y = i / width % height;
      target[i] =
          (float) (0.5 + 0.3 * Math.sin(x / 3.0 + i / (height * width)) * Math.cos(y / 4.0));
    }
    float[] input = target.clone();
    for (int b = 0; b < batch; b++) {
      int top = random.nextInt(height / 2);
      int left = random.nextInt(width / 2);
      for (int k = 0; k < height * width / 16; k++) {
        int at = (top + k / (width / 4)) * width + left + k % (width / 4);
        mask[b * height * width + at] = 1f - 0.2f * random.nextFloat();
        for (int c = 0; c < 3; c++) {
          input[(b * 3 + c) * height * width + at] = random.nextFloat();
        }
      }
    }
    return new Samples(input, target, mask, batch, height, width);
  }

  StepResult step(TrainableUNet network) {
    return network.step(input, target, mask, batch, height, width, 3e-3);
  }

  Losses losses(TrainableUNet network) {
    return network.losses(input, target, mask, batch, height, width);
  }
}
