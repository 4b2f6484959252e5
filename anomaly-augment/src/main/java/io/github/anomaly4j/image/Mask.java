package io.github.anomaly4j.image;

import io.github.anomaly4j.internal.image.pixel.MaskColors;
import io.github.anomaly4j.internal.image.pixel.PixelArrays;
import io.github.anomaly4j.internal.image.pixel.Resampling;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Immutable weights in [0, 1], one for each pixel: 0 is sound, 1 is defective, and values between
 * say how visible the defect is. Arrays are {@code [height][width]} in one array, rows from the
 * top. Thread safe.
 */
public final class Mask {
  private final int width;
  private final int height;
  private final float[] values;

  /** Takes the array over, without a copy or a check. */
  private Mask(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /**
   * A mask of the given weights, which are copied.
   *
   * @throws IllegalArgumentException if a side is below 1, the array's length is not their product,
   *     or a value is NaN or outside [0, 1]
   */
  public static Mask of(int width, int height, float[] values) {
    return new Mask(width, height, PixelArrays.checked("mask", 1, width, height, values));
  }

  /**
   * A mask that is 0 everywhere.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public static Mask empty(int width, int height) {
    return new Mask(width, height, new float[PixelArrays.count("mask", 1, width, height)]);
  }

  /** Reads a file within {@link DecodeLimits#defaults()}; see {@link #read(Path, DecodeLimits)}. */
  public static Mask read(Path file) throws IOException {
    return read(file, DecodeLimits.defaults());
  }

  /**
   * Reads an image file as a mask: 1 where it is white (the mean of its channels over one half),
   * else 0. Transparent and opaque black pixels are 0.
   *
   * <p>A mask of classes is read as well, unless compressed by JPEG: if it has black or 0 and at
   * most 32 other colors or numbers, of which none is bright or some are not gray, everything that
   * is not black is 1. This includes the classes 0 and 1 in a file of 8 bits, both of which look
   * black.
   *
   * @throws ImageException as {@link Image#read(Path, DecodeLimits)} does, and if it is no mask:
   *     gray everywhere like a photo, dark without any black, or black on a transparent background
   */
  public static Mask read(Path file, DecodeLimits limits) throws IOException {
    return ImageReader.defaults().limits(limits).readMask(file);
  }

  /** A mask from the colors of an image whose transparent pixels are black. */
  static Mask of(Image image) throws ImageException {
    return new Mask(image.width(), image.height(), MaskColors.weights(image));
  }

  /** Pixels from left to right; at least 1. */
  public int width() {
    return width;
  }

  /** Pixels from top to bottom; at least 1. */
  public int height() {
    return height;
  }

  /**
   * One weight.
   *
   * @throws IndexOutOfBoundsException if the place is outside the mask
   */
  public float at(int x, int y) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    return values[y * width + x];
  }

  /** A copy of all weights: {@code [height][width]}. */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * Copies all weights to {@code target[offset]} and after.
   *
   * @throws IndexOutOfBoundsException if they do not fit
   */
  public void copyTo(float[] target, int offset) {
    System.arraycopy(values, 0, target, offset, values.length);
  }

  /**
   * The mask in another size, as {@link Image#resize(int, int)}: a shrunken pixel's weight is the
   * part of it that is defective.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public Mask resize(int newWidth, int newHeight) {
    PixelArrays.count("mask", 1, newWidth, newHeight);
    if (newWidth == width && newHeight == height) {
      return this;
    }
    return new Mask(
        newWidth, newHeight, Resampling.resize(values, 1, width, height, newWidth, newHeight));
  }

  /** Whether every weight is 0. */
  public boolean isEmpty() {
    for (float value : values) {
      if (value != 0f) {
        return false;
      }
    }
    return true;
  }

  /** The mean weight, in [0, 1]: the share of the image that is defective. */
  public double coverage() {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The mask as an 8-bit gray image, white where defective. */
  public BufferedImage toBufferedImage() {
    byte[] gray = new byte[values.length];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = (byte) PixelArrays.toByte(values[i]);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, gray);
    return image;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask that
        && width == that.width
        && height == that.height
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values) * 31 + width;
  }

  @Override
  public String toString() {
    return "Mask[" + width + "x" + height + "]";
  }
}
