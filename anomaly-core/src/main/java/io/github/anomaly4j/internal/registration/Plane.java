package io.github.anomaly4j.internal.registration;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;

/**
 * An image of one channel.
 *
 * @param values {@code [height, width]}; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Plane(int width, int height, float[] values) {

  public Plane {
    checkArgument(
        values.length == width * height, "%s values for %s x %s", values.length, width, height);
  }

  /** The luma of an image, in [0, 1] (ITU-R BT.601). */
  public static Plane luma(Image image) {
    float[] rgb = image.toArray();
    int pixels = image.width() * image.height();
    float[] luma = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      luma[i] = 0.299f * rgb[i] + 0.587f * rgb[pixels + i] + 0.114f * rgb[2 * pixels + i];
    }
    return new Plane(image.width(), image.height(), luma);
  }

  /** The plane in half its size: the means of 2 x 2 values; an odd last row or column is left. */
  public Plane halved() {
    int columns = width / 2;
    int rows = height / 2;
    float[] half = new float[columns * rows];
    for (int y = 0; y < rows; y++) {
      int above = 2 * y * width;
      for (int x = 0; x < columns; x++) {
        int i = above + 2 * x;
        half[y * columns + x] =
            0.25f * (values[i] + values[i + 1] + values[i + width] + values[i + width + 1]);
      }
    }
    return new Plane(columns, rows, half);
  }

  /** The longer side. */
  public int longer() {
    return Math.max(width, height);
  }

  /** Whether the middle of a pixel, which may be a fraction, is within those of the plane. */
  boolean holds(double x, double y) {
    return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1;
  }

  /** The bilinear value at a place that it {@link #holds}. */
  float at(double x, double y) {
    int left = Math.min((int) x, width - 2);
    int top = Math.min((int) y, height - 2);
    float across = (float) (x - left);
    float down = (float) (y - top);
    int i = top * width + left;
    float upper = values[i] + across * (values[i + 1] - values[i]);
    float lower = values[i + width] + across * (values[i + width + 1] - values[i + width]);
    return upper + down * (lower - upper);
  }
}
