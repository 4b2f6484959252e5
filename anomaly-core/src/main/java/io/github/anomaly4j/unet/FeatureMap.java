package io.github.anomaly4j.unet;

/**
 * A batch of maps, {@code [batch, channels, height, width]}, the last index varying fastest.
 *
 * @param batch number of pictures
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
}
