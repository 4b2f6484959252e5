package io.github.anomaly4j.spi;

import java.util.List;

/**
 * A batch of maps, {@code [batch, channels, height, width]}, the last index varying fastest.
 *
 * @param batch number of images
 * @param channels number of channels
 * @param height height in samples
 * @param width width in samples
 * @param values batch * channels * height * width values, not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record FeatureMap(int batch, int channels, int height, int width, float[] values) {
  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if there is not one value per sample
   */
  public FeatureMap {
    if (values.length != (long) batch * channels * height * width) {
      throw new IllegalArgumentException(
          "Expected %d * %d * %d * %d values, but got %d"
              .formatted(batch, channels, height, width, values.length));
    }
  }

  /** The maps of single images, of the same shape, as those of a batch. */
  public static FeatureMap batch(List<FeatureMap> images) {
    FeatureMap first = images.get(0);
    if (images.size() == 1) {
      return first;
    }
    float[] values = new float[images.size() * first.values.length];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(
          images.get(i).values, 0, values, i * first.values.length, first.values.length);
    }
    return new FeatureMap(images.size(), first.channels, first.height, first.width, values);
  }
}
