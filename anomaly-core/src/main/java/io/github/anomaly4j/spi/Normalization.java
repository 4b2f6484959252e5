package io.github.anomaly4j.spi;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * How a {@link Backbone} needs its pixel values: {@code (value - mean) / std} for a value in [0,
 * 1]. Immutable plain data, which a saved file can hold.
 *
 * @param mean of red, green and blue
 * @param std of red, green and blue, above 0
 */
public record Normalization(List<Float> mean, List<Float> std) {
  /** Values as they are. */
  public static final Normalization NONE =
      new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  /** ImageNet's mean and standard deviation, which most published weights need. */
  public static final Normalization IMAGENET =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /** Values from -1 to 1. */
  public static final Normalization SYMMETRIC =
      new Normalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there are not three of each, or one is out of range
   */
  public Normalization {
    mean = three("mean", mean);
    std = three("std", std);
    checkArgument(std.stream().allMatch(s -> s > 0), "std must be above 0, but is %s", std);
  }

  private static List<Float> three(String name, List<Float> values) {
    List<Float> copy = List.copyOf(values);
    checkArgument(
        copy.size() == 3 && copy.stream().allMatch(Float::isFinite),
        "%s must be 3 finite numbers, for red, green and blue, but is %s",
        name,
        copy);
    return copy;
  }

  /**
   * An image as the backbone needs it.
   *
   * @param pixels planar RGB in [0, 1], {@code [3, height, width]}; not changed
   * @return the same shape
   */
  public float[] apply(float[] pixels) {
    checkArgument(pixels.length % 3 == 0, "%s values are not three planes", pixels.length);
    float[] normalized = new float[pixels.length];
    int plane = pixels.length / 3;
    for (int channel = 0; channel < 3; channel++) {
      float middle = mean.get(channel);
      float deviation = std.get(channel);
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        normalized[i] = (pixels[i] - middle) / deviation;
      }
    }
    return normalized;
  }
}
