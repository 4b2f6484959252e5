package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.image.Image;

/** Interpolates a planar image between its pixels; beyond its border it is mirrored. */
public record Sampler(float[] rgb, int width, int height) {
  public static Sampler of(Image image) {
    return new Sampler(image.toArray(), image.width(), image.height());
  }

  /** Writes the bilinear value of channel c at (x, y) to {@code target[at + c * stride]}. */
  public void read(double x, double y, float[] target, int at, int stride) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = (float) (x - left);
    float bottom = (float) (y - top);
    int x0 = mirrored(left, width);
    int x1 = mirrored(left + 1, width);
    int y0 = mirrored(top, height) * width;
    int y1 = mirrored(top + 1, height) * width;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      int plane = channel * width * height;
      float upper = mix(rgb[plane + y0 + x0], rgb[plane + y0 + x1], right);
      float lower = mix(rgb[plane + y1 + x0], rgb[plane + y1 + x1], right);
      target[at + channel * stride] = mix(upper, lower, bottom);
    }
  }

  private static float mix(float from, float to, float share) {
    return from * (1 - share) + to * share;
  }

  private static int mirrored(int index, int size) {
    if (index >= 0 && index < size) {
      return index;
    }
    int folded = Math.floorMod(index, 2 * size);
    return folded < size ? folded : 2 * size - 1 - folded;
  }
}
