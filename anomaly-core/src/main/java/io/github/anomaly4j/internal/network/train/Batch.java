package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.Image;

/**
 * The data of one training step: damaged images, the clean ones and the damage.
 *
 * @param damaged planar RGB, {@code [count, 3, size, size]}
 * @param clean the same images before the damage
 * @param mask how much each pixel was changed, {@code [count, 1, size, size]} in [0, 1]
 * @param count images
 * @param size their side
 */
record Batch(float[] damaged, float[] clean, float[] mask, int count, int size) {

  static Batch empty(int count, int size) {
    int pixels = count * size * size;
    return new Batch(new float[3 * pixels], new float[3 * pixels], new float[pixels], count, size);
  }

  /** The mask for a network; {@code null} for one without a mask output. */
  float[] maskFor(UNetConfig network) {
    return network.maskOutput() ? mask : null;
  }

  void set(int place, Image cleanImage, Damaged damage) {
    int pixels = size * size;
    damage.image().copyTo(damaged, 3 * pixels * place);
    cleanImage.copyTo(clean, 3 * pixels * place);
    damage.mask().copyTo(mask, pixels * place);
  }
}
